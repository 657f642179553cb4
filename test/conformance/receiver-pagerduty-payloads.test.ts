/**
 * PagerDuty payloads of other projects' fixtures. Skips, saying so, where the data is not at hand.
 *
 * None of them is an event sent to the Events API v2: they are answers of PagerDuty's APIs, and one is a webhook PagerDuty sends.
 * They are told apart by `routing_key` and `event_action`, which only events have, so each must be refused.
 */
import { expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { describePayloads, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';
import { bodyText, pretendPorts } from '#test/unit/ingest/ingest-support.ts';
import { expectSturdy } from './receiver-damage.ts';

const paths = ['/v2/enqueue', '/v2/change/enqueue'] as const;
const named = payloadsOf('pagerduty').map((payload) => [payload.path, payload] as const);

describePayloads('PagerDuty', () => {
  it('are found in the index, and none of them is an event', () => {
    expect(named.length).toBeGreaterThan(6);
    for (const [, payload] of named) expect(payloadBody(payload).toString('utf8')).not.toMatch(/"(?:routing_key|event_action)"/);
  });

  it.for(named)('%s is refused, and the answer says what an event has', async ([, payload]) => {
    for (const path of paths) {
      const ports = pretendPorts();
      const { answer } = await ingest(payloadRequest(payload, path), ports);
      expect(answer.status).toBe(400);
      expect(JSON.parse(bodyText(answer.body))).toMatchObject({
        status: 'invalid event',
        errors: expect.arrayContaining(["'routing_key' is missing or blank"]),
      });
      expect(ports.frames).toEqual([]);
    }
  });

  it.for(named)('%s cut off or damaged is never more than refused, and quickly', async ([, payload]) => {
    await expectSturdy(payloadRequest(payload, '/v2/enqueue'));
  });
});
