/** Grafana notifications of other projects' fixtures. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { describePayloads, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const named = payloadsOf('grafana-webhook').map((payload) => [payload.path, payload] as const);

describePayloads('Grafana', () => {
  it('are found in the index', () => {
    expect(named.length).toBeGreaterThan(2);
  });

  it.for(named)('%s becomes one signal: none of them lists alerts', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(payloadRequest(payload, '/grafana'), ports);
    expect(answer.status).toBe(payload.valid ? 200 : 400);
    const signals = ports.signals();
    expect(signals).toHaveLength(payload.valid ? 1 : 0);
    for (const signal of signals) {
      expect(signal).toMatchObject({ kind: 'event', source: 'grafana', status: 'firing', message: expect.stringMatching(/\S/) });
      expect(signal.attributes['event.key']).toMatch(/^(?:rule|title)\|/);
    }
  });

  it.for(named)('%s cut off or damaged is never more than refused, and quickly', async ([, payload]) => {
    await expectSturdy(payloadRequest(payload, '/grafana'));
  });
});
