/** Every JSON payload of Telegraf in the shared data, and what its SNMP and Redfish inputs read. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';

import { describePayloads, type Payload, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const byPath = (payloads: readonly Payload[]) => payloads.map((payload) => [payload.path, payload] as const);
const all = payloadsOf('telegraf-json');

/** Inputs of Telegraf's JSON parser, and what a `json_transformation` of somebody's own makes: any JSON there is. */
const isAnyJson = ({ path, note }: Payload): boolean =>
  note.includes('arbitrary JSON') || path.endsWith('influxdata_telegraf/README.md-5.json');
const written = byPath(all.filter((payload) => !isAnyJson(payload)));
/** Recordings of SNMP agents and answers of management controllers: Telegraf polls these, and none of them is ever posted. */
const polled = byPath(payloadsOf('snmp', 'redfish'));
const foreign = [...byPath(all.filter(isAnyJson)), ...polled];

describePayloads('Telegraf JSON', () => {
  it('are found in the index', () => {
    expect(written.length).toBeGreaterThan(5);
    expect(polled.length).toBeGreaterThan(30);
  });

  it.for(written)('%s is accepted and becomes signals', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(payloadRequest(payload, '/telegraf'), ports);
    expect(answer.status).toBe(200);
    expect(report.suppressed).toEqual({});
    expect(ports.signals().length).toBeGreaterThan(0);
  });

  it.for(foreign)("%s is none of Telegraf's and refused with a sentence that helps", async ([, payload]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(payloadRequest(payload, '/telegraf'), ports);
    expect([400, 413]).toContain(answer.status);
    expect((JSON.parse(bodyText(answer.body)) as { message: string }).message).toMatch(/Telegraf writes|not JSON/);
    expect(ports.frames).toEqual([]);
  });

  it.for(polled)('%s is no line protocol either', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(payloadRequest(payload, '/api/v2/write'), ports);
    expect(answer.status).toBe(400);
    expect(ports.frames).toEqual([]);
  });

  it.for(written)('%s cut off or damaged anywhere is never more than refused, and quickly', { timeout: 30_000 }, async ([, payload]) => {
    await expectSturdy(payloadRequest(payload, '/telegraf'));
  });
});
