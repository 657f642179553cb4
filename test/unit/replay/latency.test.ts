import { describe, expect, it } from 'vitest';
import { encodeFrame } from '#kernel/frame-codec.ts';
import type { Signal } from '#kernel/signal.ts';
import { latencyOf } from '#lib/replay/latency/latency.ts';
import { latencyLines } from '#lib/replay/latency/latency-text.ts';
import { measureLatency } from '#lib/replay/latency/measure-latency.ts';
import type { Delivery, QueuedFinding } from '#lib/replay/latency/times.ts';
import { lastUntil, traceFindings } from '#lib/replay/latency/trace-findings.ts';
import { paintFor } from '#lib/replay/paint.ts';
import { readResponses } from '#lib/replay/response-items.ts';
import { remains, startAt } from './remains.ts';

const resource = { attributes: { 'service.name': 'payment' } };
const log: Signal = { kind: 'log', timeUnixNano: 0n, resource, attributes: {}, severityNumber: 17, body: 'boom' };
const recordOf = (sequenceNumber: string, id: string, receivedAt: number, partition = 'payment') => ({
  sequenceNumber,
  data: encodeFrame({ id, partition, receivedAt: startAt + receivedAt, signals: [log] }).data,
});
const records = [
  recordOf('1', 'early', 0),
  recordOf('2', 'needed', 500),
  recordOf('3', 'later', 700),
  recordOf('4', 'stranger', 600, 'checkout'),
];

const base = JSON.parse(remains.findings[0] ?? '{}') as Record<string, unknown>;
const queued = (id: string, sentAt: number, more: Record<string, unknown> = {}): QueuedFinding => ({
  messageId: `message-${id}`,
  sentAt: startAt + sentAt,
  body: JSON.stringify({ ...base, id, evidence: { signals: ['early#0', 'needed#0'], count: 2 }, ...more }),
});
const delivery = (stage: string, at: number, endedAt: number, ...ids: readonly string[]): Delivery => ({
  ...{ stage, ids, at: startAt + at, endedAt: startAt + endedAt },
});
const timesOf = (queuedFindings: readonly QueuedFinding[], deliveries: readonly Delivery[]) => ({
  records,
  times: { queued: queuedFindings, deliveries, invocations: [{ stage: 'notify', at: startAt + 616_000 - 20 }] },
});

describe('quantiles', () => {
  it('are values that were seen, by nearest rank', () => {
    const samples = Array.from({ length: 200 }, (_, index) => ({ stream: index + 1, queue: 1 }));
    const latency = latencyOf(samples, ['stream', 'queue']);
    expect(latency).toMatchObject({ count: 200, p50Ms: 101, p99Ms: 199, maxMs: 201 });
    expect(latency.stages[0]).toMatchObject({ stage: 'stream', p50Ms: 100, p99Ms: 198 });
    expect(latency.stages.map(({ share }) => Math.round(share * 1000))).toEqual([990, 10]);
  });

  it('of nothing are nothing', () => {
    expect(latencyOf([], ['stream'])).toEqual({
      ...{ count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 },
      stages: [{ stage: 'stream', p50Ms: 0, p99Ms: 0, share: 0 }],
    });
  });
});

it.for([
  [0, undefined],
  [10, 10],
  [19, 10],
  [20, 20],
  [99, 20],
])('the last entry until %i is that of %s', ([time, at]) => {
  expect(lastUntil([{ at: 10 }, { at: 20 }], time ?? 0)?.at).toBe(at);
});

describe("a finding's way", () => {
  it('begins with the latest signal it needed, and ends when route is done with it', () => {
    const deliveries = [delivery('classify', 2_000, 2_010, '1', '2', '3'), delivery('route', 2_040, 2_050, 'message-a')];
    const [trace] = traceFindings(timesOf([queued('a', 2_000)], deliveries));
    expect(trace).toMatchObject({
      ...{ acceptedAt: startAt + 500, analysedAt: startAt + 2_000, queuedAt: startAt + 2_000 },
      ...{ routedAt: startAt + 2_040, decidedAt: startAt + 2_050 },
    });
  });

  it('begins with the signal that closed a window when its evidence came in earlier batches', () => {
    const deliveries = [
      delivery('classify', 1_000, 1_010, '1', '2'),
      delivery('classify', 2_000, 2_010, '4', '3'),
      delivery('route', 2_040, 2_050, 'message-a'),
    ];
    const [trace] = traceFindings(timesOf([queued('a', 2_000)], deliveries));
    expect(trace).toMatchObject({ acceptedAt: startAt + 700, analysedAt: startAt + 2_000 });
  });

  it('ends with the last time it was handed over, and is told once though it was sent twice', () => {
    const deliveries = [
      delivery('classify', 2_000, 2_010, '1', '2'),
      delivery('route', 2_040, 2_041, 'message-a'),
      delivery('route', 62_040, 62_050, 'message-a'),
    ];
    const traces = traceFindings(timesOf([queued('a', 2_000), { ...queued('a', 400_000), messageId: 'again' }], deliveries));
    expect(traces.map(({ decidedAt }) => decidedAt - startAt)).toEqual([62_050]);
  });

  it('is not told of a finding that route never had, nor of what is no finding', () => {
    const broken = { messageId: 'broken', sentAt: startAt + 2_000, body: 'no finding' };
    expect(traceFindings(timesOf([queued('a', 2_000), broken], [delivery('classify', 2_000, 2_010, '1')]))).toEqual([]);
  });
});

describe('the latency of a run', () => {
  const first = 615_000;
  const run = timesOf(
    [queued('minor', first - 40, { severity: 'warning' }), queued('a', first - 30)],
    [
      delivery('classify', first - 50, first - 45, '1', '2'),
      delivery('route', first - 20, first + 5, 'message-minor'),
      delivery('route', first + 5, first + 10, 'message-a'),
    ],
  );
  const responses = readResponses(remains.items);

  it('counts the page from the first critical finding, and every finding to its decision', () => {
    const latency = measureLatency(run, responses);
    expect(latency.count).toBe(1);
    expect(latency.maxMs).toBe(616_000 - 500);
    expect(latency.stages.map(({ stage, p50Ms }) => [stage, p50Ms])).toEqual([
      ['stream', first - 50 - 500],
      ['analyse', 20],
      ['queue', 35],
      ['route and workflow', 616_000 - 20 - (first + 5)],
      ['notify', 20],
    ]);
    expect(latency.decisions.count).toBe(2);
  });

  it('leaves out what a timer or a person caused', () => {
    const items = remains.items.map((item) => JSON.parse(JSON.stringify(item).replace('"incident_opened"', '"escalated"')));
    expect(measureLatency(run, readResponses(items)).count).toBe(0);
  });

  it('is told in a few lines no wider than the report', () => {
    const lines = latencyLines(measureLatency(run, responses), paintFor({}));
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines.join('\n')).toMatch(/the message they caused +1 .*stream 100 %/);
  });
});
