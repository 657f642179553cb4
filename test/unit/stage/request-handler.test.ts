/** Requests from a queue, one by one: what each delivery is told of itself, what comes back, and what is reported. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { UpstreamError } from '#kernel/errors.ts';
import { emptyReport } from '#kernel/stage-report.ts';

const emitReport = vi.hoisted(() => vi.fn());
vi.mock('#stage/telemetry.ts', () => ({ emitReport, log: { info: () => undefined, warn: () => undefined, error: () => undefined } }));

const { requestHandler } = await import('#stage/request-handler.ts');

const eventOf = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, at) => ({
    messageId: `m${at}`,
    receiptHandle: '',
    body,
    attributes: { ApproximateReceiveCount: String(at + 1), SentTimestamp: '0', SenderId: '', ApproximateFirstReceiveTimestamp: '0' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  })),
});

const call = (take: Parameters<typeof requestHandler<{ of: string }>>[1], event: SQSEvent): Promise<unknown> =>
  Promise.resolve(requestHandler(z.strictObject({ of: z.string() }), take)(event, {} as never));

beforeEach(() => emitReport.mockClear());

it('knows which delivery it is, and reports what is done with', async () => {
  const seen: unknown[] = [];
  const take: Parameters<typeof call>[0] = async ({ of }, delivery) => {
    seen.push([of, delivery]);
    return { ...emptyReport, received: 1, ...(of === 'a' ? { produced: 1 } : { suppressed: { resolved: 1 } }) };
  };
  expect(await call(take, eventOf('{"of":"a"}', '{"of":"b"}'))).toEqual({ batchItemFailures: [] });
  expect(seen).toEqual([
    ['a', { id: 'm0#1', attempt: 1 }],
    ['b', { id: 'm1#2', attempt: 2 }],
  ]);
  expect(emitReport).toHaveBeenCalledWith({ ...emptyReport, received: 2, produced: 1, suppressed: { resolved: 1 } });
});

it('hands back what failed and what is no request, and counts neither', async () => {
  const take: Parameters<typeof call>[0] = async ({ of }) => {
    if (of === 'later') throw new UpstreamError('not now');
    return { ...emptyReport, received: 1, produced: 1 };
  };
  const event = eventOf('{"of":"later"}', 'no JSON', '{"of":"a","more":1}', '{"of":"a"}');
  const { batchItemFailures } = (await call(take, event)) as SQSBatchResponse;
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual(['m0', 'm1', 'm2']);
  expect(emitReport).toHaveBeenCalledWith({ ...emptyReport, received: 1, produced: 1 });
});
