/** Every alarm, Health event and Lambda event of the shared data: what EventBridge and SNS post is taken, the rest is not what this receiver is for. */
import { expect, it } from 'vitest';
import { checkPayloads, type PayloadCase } from '#test/support/payload-suite.ts';
import { describePayloads, type Payload, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';

const given = payloadsOf('cloudwatch-alarm', 'aws-health', 'aws-lambda-event');

/** Health's folder has patterns of rules too. Of Lambda's events only those of EventBridge are ever posted. */
const refusals = (payload: Payload, body: string): RegExp | undefined => {
  if (/"source":\s*\[/.test(body)) return /event pattern/;
  return payload.protocol === 'aws-lambda-event' && !body.includes('"detail-type"')
    ? /neither an event of EventBridge|is an object/
    : undefined;
};

const caseOf = (payload: Payload): PayloadCase => {
  const body = payloadBody(payload);
  const request = payloadRequest(payload, '/aws/events');
  const sentence = refusals(payload, body.toString());
  // Keep's mocks wrap what they post in {payload, parameters}.
  if (payload.path.includes('keephq_keep')) {
    const { payload: posted } = JSON.parse(body.toString()) as { payload: unknown };
    return { name: payload.path, request: { ...request, body: Buffer.from(JSON.stringify(posted)) }, signals: 1 };
  }
  return sentence === undefined
    ? { name: payload.path, request, signals: 1 }
    : { name: payload.path, request, signals: undefined, sentence };
};

describePayloads('AWS events', () => {
  it('are found in the index', () => {
    expect(given.length).toBeGreaterThan(30);
    expect(given.map(caseOf).filter(({ signals }) => signals === 1).length).toBeGreaterThan(12);
  });

  checkPayloads(given.map(caseOf));
});
