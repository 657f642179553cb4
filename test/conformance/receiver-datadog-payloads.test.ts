/**
 * Datadog payloads of other projects' fixtures. Skips, saying so, where the data is not at hand.
 *
 * Keep's mocks wrap a monitor's payload: it is taken out of `payload`. The others are bodies of Datadog's own API (downtimes, logs,
 * series, objectives, synthetic tests), not of its webhooks; none has a title, and each must be refused.
 */
import { expect, it } from 'vitest';
import { type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { describePayloads, type Payload, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const payloads = payloadsOf('datadog');
const isWrapped = ({ note }: Payload): boolean => note.includes('wrapper {payload');
const named = payloads.map((payload) => [payload.path, payload] as const);

const requestOf = (payload: Payload): IngestRequest => {
  const request = payloadRequest(payload, '/datadog');
  if (!isWrapped(payload)) return request;
  const { payload: inner } = JSON.parse(Buffer.from(request.body).toString('utf8')) as { payload: unknown };
  return { ...request, body: Buffer.from(JSON.stringify(inner)) };
};

describePayloads('Datadog', () => {
  it('are found in the index, webhooks among them', () => {
    expect(payloads.filter(isWrapped).length).toBeGreaterThan(1);
    expect(payloads.length).toBeGreaterThan(8);
  });

  it.for(named)('%s is a signal where it is a webhook, else refused', async ([, payload]) => {
    const ports = pretendPorts();
    const { answer } = await ingest(requestOf(payload), ports);
    if (isWrapped(payload)) {
      expect(answer.status).toBe(200);
      expect(ports.signals()).toMatchObject([
        { kind: 'event', source: 'datadog', status: 'firing', attributes: { 'datadog.alert_id': '1234567891', 'label.team': 'database' } },
      ]);
    } else {
      expect(answer.status).toBe(400);
      expect(bodyText(answer.body)).toContain('$EVENT_TITLE');
      expect(ports.frames).toEqual([]);
    }
  });

  it.for(named)('%s cut off or damaged is never more than refused, and quickly', async ([, payload]) => {
    await expectSturdy(requestOf(payload));
  });
});
