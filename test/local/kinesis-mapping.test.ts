import { afterEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { type SmallPipelineOptions, smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

const startAt = Date.parse('2026-11-20T10:00:00Z');
let cloud: LocalCloud;
let batches: { at: number; logs: readonly string[]; ok: boolean }[] = [];
afterEach(() => cloud.close());

const start = async (options: SmallPipelineOptions = {}, interceptors: Interceptors = {}): Promise<void> => {
  batches = [];
  cloud = await startLocalCloud({
    assembly: writeAssembly(smallPipeline(options), smallPipelineHandlers),
    mode: 'deterministic',
    startAt,
    interceptors,
    onEvent: (event) => {
      if (event.type === 'invocation' && event.function === 'consume')
        batches.push({ at: event.at - startAt, logs: event.logs.filter((line) => line.startsWith('batch')), ok: event.ok });
    },
  });
};
const put = async (...data: readonly string[]): Promise<void> => {
  const response = await cloud.request({ method: 'POST', path: '/put', body: data.map((one) => `key ${one}`).join('\n') });
  expect(response.status).toBe(200);
};
const written = async (): Promise<string[]> => (await cloud.table('written').items()).map((item) => String(item['pk'])).sort();
const account = () => {
  const [mapping] = cloud.mappings();
  return { accepted: mapping?.accepted, delivered: mapping?.delivered, quarantined: mapping?.quarantined, inFlight: mapping?.inFlight };
};
const quarantined = () =>
  cloud
    .bucket('quarantine')
    .objects()
    .map(({ key, body }) => ({ key, ...JSON.parse(body.toString()) }));

/** When the shard is first read, ms after the start: what is left of a second follows from the seed. From the poll to the function it is 125 ms more. */
const firstPoll = 825;

describe('polls', () => {
  it('sees what arrived at the next poll, once a second', async () => {
    await start({ mapping: { MaximumBatchingWindowInSeconds: 0 } });
    await put('one');
    await cloud.advanceTo(startAt + firstPoll + 999);
    await put('two');
    await cloud.advanceTo(startAt + firstPoll + 1_000);
    await put('too late for this poll');
    await cloud.settle();
    expect(batches.map(({ at }) => at)).toEqual([firstPoll + 125, firstPoll + 1_125, firstPoll + 2_125]);
  });

  it('are not needed with enhanced fan-out: each record is there 70 ms after it arrived', async () => {
    await start({ fanOut: true, mapping: { MaximumBatchingWindowInSeconds: 0 } });
    await put('one');
    await cloud.advanceTo(startAt + 50);
    await put('two');
    await cloud.settle();
    expect(batches).toEqual([
      { at: 70, logs: ['batch 1'], ok: true },
      { at: 120, logs: ['batch 1'], ok: true },
    ]);
    expect(cloud.usage()).toContainEqual(expect.objectContaining({ unit: 'kinesis-fan-out', owner: 'consume', quantity: 6 }));
  });

  it('does not poll while nothing arrives', async () => {
    await start();
    await cloud.settle();
    expect(cloud.now()).toBe(startAt);
  });
});

describe('batches', () => {
  it('waits for the window, from the first record read on', async () => {
    await start({ mapping: { MaximumBatchingWindowInSeconds: 3 } });
    await put('one');
    await cloud.advanceTo(startAt + firstPoll + 2_500);
    await put('two, read by the poll that ends the window, too late for it');
    await cloud.advanceTo(startAt + firstPoll + 3_124);
    expect(batches).toEqual([]);
    expect(account()).toEqual({ accepted: 2, delivered: 0, quarantined: 0, inFlight: 2 });
    await cloud.advanceTo(startAt + firstPoll + 3_125);
    expect(batches).toEqual([{ at: firstPoll + 3_125, logs: ['batch 1'], ok: true }]);
    await cloud.settle();
    expect(batches.at(-1)).toEqual({ at: firstPoll + 6_125, logs: ['batch 1'], ok: true });
    expect(account()).toEqual({ accepted: 2, delivered: 2, quarantined: 0, inFlight: 0 });
  });

  it('gathers what the polls of a window read', async () => {
    await start({ mapping: { MaximumBatchingWindowInSeconds: 3 } });
    for (const at of [0, 1_000, 2_000]) {
      await cloud.advanceTo(startAt + at);
      await put(`at ${at}`);
    }
    await cloud.settle();
    expect(batches).toEqual([{ at: firstPoll + 3_125, logs: ['batch 3'], ok: true }]);
  });

  it('does not wait once a batch is full, and leaves the rest for its window', async () => {
    await start({ mapping: { BatchSize: 2 } });
    await put('one', 'two', 'three');
    await cloud.advanceTo(startAt + firstPoll + 124);
    expect(batches).toEqual([]);
    await cloud.advanceTo(startAt + firstPoll + 125);
    expect(batches).toEqual([{ at: firstPoll + 125, logs: ['batch 2'], ok: true }]);
    await cloud.settle();
    expect(batches.at(-1)).toEqual({ at: firstPoll + 1_125, logs: ['batch 1'], ok: true });
    expect(await written()).toEqual(['one', 'three', 'two']);
  });

  it('reads every shard, and by partition key beside each other with a parallelisation factor', async () => {
    await start({ shards: 3, mapping: { ParallelizationFactor: 2 } });
    const keys = Array.from({ length: 12 }, (_, at) => `key${at}`);
    await cloud.request({ method: 'POST', path: '/put', body: keys.map((key) => `${key} data-${key}`).join('\n') });
    await cloud.settle();
    expect(await written()).toEqual(keys.map((key) => `data-${key}`).sort());
    expect(batches.length).toBeGreaterThan(3);
  });
});

describe('failures', () => {
  it('delivers from the lowest failed record on again, and gives it up to the bucket when the retries are used up', async () => {
    await start();
    await put('one', 'poison', 'two');
    await cloud.settle();
    expect(batches.map(({ logs }) => logs[0])).toEqual(['batch 3', 'batch 2', 'batch 2', 'batch 2']);
    // A pause counts from the batch's end: the first batch made one call, of a millisecond.
    expect(batches.map(({ at }) => at)).toEqual([0, 1_001, 2_001, 4_001].map((later) => firstPoll + 1_125 + later));
    expect(await written()).toEqual(['one']);
    expect(account()).toEqual({ accepted: 3, delivered: 1, quarantined: 2, inFlight: 0 });
  });

  it('writes the given-up batch as AWS does: where, why, and the whole event', async () => {
    await start();
    await put('poison');
    await cloud.settle();
    const [object] = quarantined();
    expect(object?.key).toMatch(/^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/2026\/11\/20\/2026-11-20T10\.00\.0\d-[0-9a-f-]{36}$/);
    expect(object).toMatchObject({
      requestContext: {
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:consume',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      version: '1.0',
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        batchSize: 1,
        streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/telemetry',
      },
    });
    const { Records } = JSON.parse(object.payload);
    expect(Buffer.from(Records[0].kinesis.data, 'base64').toString()).toBe('poison');
    expect(Records[0].kinesis.sequenceNumber).toBe(object.KinesisBatchInfo.startSequenceNumber);
  });

  it('bisects a batch that throws until the culprit stands alone, and loses no neighbour', async () => {
    await start();
    await put('one', 'two', 'throw', 'three', 'four');
    await cloud.settle();
    expect(await written()).toEqual(['four', 'one', 'three', 'two']);
    expect(account()).toEqual({ accepted: 5, delivered: 4, quarantined: 1, inFlight: 0 });
    expect(quarantined().map(({ KinesisBatchInfo }) => KinesisBatchInfo.batchSize)).toEqual([1]);
  });

  it('retries the whole batch when it may not bisect', async () => {
    await start({ mapping: { BisectBatchOnFunctionError: false } });
    await put('one', 'throw');
    await cloud.settle();
    expect(batches.map(({ logs }) => logs[0])).toEqual(['batch 2', 'batch 2', 'batch 2']);
    expect(account()).toEqual({ accepted: 2, delivered: 0, quarantined: 2, inFlight: 0 });
  });

  it('gives up what is too old before it is tried again', async () => {
    await start({ mapping: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: 60 } });
    await put('poison');
    await cloud.settle();
    expect(quarantined().map(({ requestContext }) => requestContext.condition)).toEqual(['RecordAgeExceeded']);
    expect(cloud.now() - startAt).toBeGreaterThan(60_000);
  });

  it('keeps the order of a shard: what comes later waits for the retries', async () => {
    await start();
    await put('throw');
    await cloud.advanceTo(startAt + 1_500);
    await put('later');
    await cloud.settle();
    expect(batches.map(({ ok }) => ok)).toEqual([false, false, false, true]);
  });
});

describe('a function that dies', () => {
  it.for<[string, Interceptors]>([
    [
      'before the handler starts',
      { invocation: ({ function: name, invocation }) => (name === 'consume' && invocation === 1 ? 'kill-before' : 'proceed') },
    ],
    [
      'after it returned, before the result is heard',
      { invocation: ({ function: name, invocation }) => (name === 'consume' && invocation === 1 ? 'kill-after' : 'proceed') },
    ],
    [
      'at its second call, before the effect',
      {
        call: ({ function: name, invocation, call }) => (name === 'consume' && invocation === 1 && call === 2 ? 'kill-before' : 'proceed'),
      },
    ],
    [
      'at its second call, after the effect',
      { call: ({ function: name, invocation, call }) => (name === 'consume' && invocation === 1 && call === 2 ? 'kill-after' : 'proceed') },
    ],
  ])('loses nothing and writes nothing twice when it dies %s', async ([, interceptors]) => {
    await start({}, interceptors);
    await put('one', 'two', 'three');
    await cloud.settle();
    expect(batches[0]?.ok).toBe(false);
    expect(await written()).toEqual(['one', 'three', 'two']);
    expect(account()).toEqual({ accepted: 3, delivered: 3, quarantined: 0, inFlight: 0 });
  });
});
