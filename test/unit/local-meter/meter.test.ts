import { describe, expect, it } from 'vitest';
import { modelledMs } from '#lib/local/meter/billed-time.ts';
import { bucketStages } from '#lib/local/meter/bucket-stages.ts';
import { countApiRequest } from '#lib/local/meter/count-api-request.ts';
import { type Item, itemBytes } from '#lib/local/meter/item-size.ts';
import { priced } from '#lib/local/meter/prices.ts';
import { countTransitions } from '#lib/local/meter/transitions.ts';
import { Properties } from '#lib/local/template/properties.ts';
import { hearingMeter } from './exchange-support.ts';

describe('the size of an item', () => {
  const sizes: [string, Item, number][] = [
    ['text and its name in UTF-8', { naïve: { S: 'ü' } }, 6 + 2],
    ['a number by its significant digits', { n: { N: '-1200' } }, 1 + 1 + 1 + 1],
    ['a number of 13 digits', { n: { N: '1795168801001' } }, 1 + 1 + 7],
    ['bytes, not their base64', { b: { B: Buffer.alloc(100).toString('base64') } }, 1 + 100],
    ['a truth and a nothing', { t: { BOOL: true }, z: { NULL: true } }, 2 + 2],
    ['sets', { s: { SS: ['aa', 'b'] }, n: { NS: ['1', '22'] } }, 1 + 3 + 1 + 2 + 2],
    ['lists: three bytes, and one an element', { l: { L: [{ S: 'abc' }, { N: '1' }] } }, 1 + 3 + (1 + 3) + (1 + 2)],
    ['maps: three bytes, and one an entry', { m: { M: { ab: { S: 'c' } } } }, 1 + 3 + 1 + 2 + 1],
  ];
  it.for(sizes)('%s', ([, item, bytes]) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('an HTTP API request', () => {
  const call = (requestBytes: number, status = 200, responseBytes = 2) => {
    const { meter, counted } = hearingMeter();
    const request = { method: 'POST', target: '/', headers: {}, body: Buffer.alloc(requestBytes), httpVersion: '1.1' };
    countApiRequest(meter, {
      request,
      response: { status, headers: {}, body: 'x'.repeat(responseBytes) },
      owner: 'ingest',
      accessLog: undefined,
    });
    return counted()['api-requests'];
  };
  it('is one for every 512 KB begun', () => {
    expect(call(0)).toBe(1);
    expect(call(524_288)).toBe(1);
    expect(call(524_289)).toBe(2);
    expect(call(614_400)).toBe(2);
    expect(call(10, 200, 600_000)).toBe(2);
  });
  it('is free for who may not', () => {
    expect([401, 403, 429].map((status) => call(10, status))).toEqual([undefined, undefined, undefined]);
    expect(call(10, 500)).toBe(1);
  });
  it('leaves its line in the access log, with 26 bytes on top', () => {
    const { meter, counted } = hearingMeter();
    const request = { method: 'POST', target: '/', headers: {}, body: Buffer.alloc(0), httpVersion: '1.1' };
    const accessLog = { group: 'access', format: '{"s":"$context.status","x":"$context.nothing"}' };
    meter.logs.addGroup('access', 365);
    countApiRequest(meter, { request, response: { status: 200, headers: {}, body: '' }, owner: 'ingest', accessLog });
    // {"s":"200","x":"-"}: 19 characters; twelve months.
    expect(counted()['logs']).toBe(19 + 26);
    expect(counted()['logs-kept']).toBeCloseTo(45 * 12, 8);
  });
});

describe('state transitions', () => {
  const history = (...types: readonly string[]) => countTransitions(types.map((type) => ({ type })));
  it('are the start and every state entered', () => {
    expect(
      history('ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'),
    ).toBe(3);
  });
  it('are one more for each retry', () => {
    const attempt = ['TaskScheduled', 'TaskStarted', 'TaskFailed'];
    expect(history('ExecutionStarted', 'TaskStateEntered', ...attempt, ...attempt, ...attempt, 'TaskStateExited')).toBe(4);
    expect(history('ExecutionStarted', 'ParallelStateEntered', 'ParallelStateStarted', 'ParallelStateStarted')).toBe(3);
  });
  it('are those of every iteration', () => {
    const iteration = ['MapIterationStarted', 'PassStateEntered', 'PassStateExited', 'MapIterationSucceeded'];
    expect(history('ExecutionStarted', 'MapStateEntered', 'MapStateStarted', ...iteration, ...iteration, 'MapStateSucceeded')).toBe(4);
  });
});

describe('a function’s time', () => {
  const work = {
    memoryMb: 1_769,
    timeoutMs: 30_000,
    invocations: 10,
    coldStarts: 0,
    timeouts: 0,
    eventBytes: 20 * 1_024,
    calls: new Map(),
  };
  const cost = { msPerInvocation: 2, msPerKilobyte: 0.5 };
  it('is its work on a whole processor', () => {
    expect(modelledMs(work, cost)).toBe(30);
  });
  it('is longer with less memory, and not shorter with more', () => {
    expect(modelledMs({ ...work, memoryMb: 1_769 / 2 }, cost)).toBe(60);
    expect(modelledMs({ ...work, memoryMb: 3_538 }, cost)).toBe(30);
  });
  it('waits for services at any size, starts cold, and runs into its limit', () => {
    const calls = new Map([
      ['dynamodb.GetItem', 3],
      ['kinesis.PutRecords', 2],
    ]);
    expect(modelledMs({ ...work, calls }, cost)).toBe(30 + 3 * 4 + 2 * 15 + 5 * 0.8);
    expect(modelledMs({ ...work, coldStarts: 1, timeouts: 1 }, cost)).toBe(30 + 350 + 30_000);
  });
});

describe('custom metrics', () => {
  it('cost for the hours in which they are sent, each set of dimensions by itself', () => {
    const { meter, counted, pass } = hearingMeter();
    meter.logs.metric('stage', 'ns|Received|service=a');
    meter.logs.metric('stage', 'ns|Received|service=a');
    meter.logs.metric('stage', 'ns|Received|service=b');
    pass(3_600_000);
    meter.logs.metric('stage', 'ns|Received|service=a');
    expect(counted()['custom-metrics']).toBe(3);
    expect(priced('custom-metrics', 730)).toEqual({ quantity: 1, dollars: 0.3 });
  });
});

describe('what costs by the hour', () => {
  it('is charged for the time that passed, and known for what it is', () => {
    const { meter, pass } = hearingMeter();
    meter.hold('kinesis-shard-hours', 2);
    meter.hold('kinesis-shard-hours', 1);
    pass(1_800_000);
    expect(meter.usage()).toEqual([{ unit: 'kinesis-shard-hours', owner: '', quantity: 1.5, held: 3 }]);
  });
});

describe('a bucket’s life cycle', () => {
  const stages = (fields: Record<string, unknown>) =>
    bucketStages(new Properties('bucket', fields)).stages.map(({ unit, months }) => [unit, Math.round((months * 730) / 24)]);
  it('keeps what nothing deletes for a month', () => {
    expect(stages({})).toEqual([['s3-kept', 30]]);
  });
  it('moves objects to cheaper storage until they expire', () => {
    const rule = {
      Status: 'Enabled',
      ExpirationInDays: 365,
      Transitions: [
        { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
        { StorageClass: 'GLACIER_IR', TransitionInDays: 90 },
      ],
    };
    expect(stages({ LifecycleConfiguration: { Rules: [rule] } })).toEqual([
      ['s3-kept', 30],
      ['s3-kept-infrequent', 60],
      ['s3-kept-archive', 275],
    ]);
  });
});
