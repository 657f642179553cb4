/** Every capture of collectd in the shared data. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';

import { describePayloads, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const captures = payloadsOf('collectd').map((payload) => [payload.path, payload] as const);

describePayloads('collectd', () => {
  it('are found in the index', () => {
    expect(captures.length).toBeGreaterThan(5);
  });

  it.for(captures)('%s is accepted and becomes signals of its host', async ([path, payload]) => {
    const ports = pretendPorts();
    const { answer, report } = await ingest(payloadRequest(payload, '/collectd'), ports);
    expect(answer.status).toBe(200);
    expect(report.suppressed).toEqual({});
    const signals = ports.signals();
    expect(signals.length).toBeGreaterThan(0);
    for (const { resource, timeUnixNano, kind } of signals) {
      expect(resource.attributes['host.name']).toBe('edge-host-1');
      expect(timeUnixNano / 1_000_000_000_000n).toBe(1_795_218n);
      expect(kind).toBe(path.includes('notif') ? 'event' : 'metric');
    }
  });

  it('give a notification one key, however often it is sent', async () => {
    const ports = pretendPorts();
    for (const [path, payload] of captures) if (path.includes('notif')) await ingest(payloadRequest(payload, '/collectd'), ports);
    const keys = ports.signals().map(({ attributes }) => attributes['event.key']);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
  });

  it.for(captures)('%s cut off or damaged anywhere is never more than refused, and quickly', { timeout: 30_000 }, async ([, payload]) => {
    await expectSturdy(payloadRequest(payload, '/collectd'));
  });
});
