/** detect folds every record once, tells of alarms before it remembers them, and survives losing its memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { detectStage } from '#functions/detect/stage.ts';
import type { Frame } from '#kernel/frame.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { memoryDependencies, memoryFindings, memoryStates } from '#test/support/memory-ports.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const resource = resourceOf('payment');
const frameAt = (index: number, value: number, name = 'load'): Frame =>
  frameOf(`f${index}`, [metricOf(resource, startAt + index * 10_000, name, { type: 'gauge', value })]);

/** As Kinesis numbers them: 56 digits, beyond what a number holds. */
const sequenceOf = (index: number): string =>
  (49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n + BigInt(index)).toString();

const policy = detectionSchema.parse({ ignore: ['noise.*', 'exact'], maxSeriesPerResource: 3 });

let states: ReturnType<typeof memoryStates>;
let findings: ReturnType<typeof memoryFindings>;
let now: number;
const worker = (of = policy) =>
  detectStage({ states: states.store, dependencies: memoryDependencies(), findings: findings.sink, clock: { now: () => now } }, of);

beforeEach(() => {
  states = memoryStates();
  findings = memoryFindings();
  now = startAt;
});

const feed = async (stage: ReturnType<typeof worker>, from: number, to: number, value: (index: number) => number) => {
  for (let index = from; index < to; index += 1) {
    now = startAt + index * 10_000;
    await stage.take({ frame: frameAt(index, value(index)), sequenceNumber: sequenceOf(index) });
    await stage.flush();
  }
};

const calm = (index: number): number => 0.3 + 0.01 * (index % 3);

describe('detect', () => {
  it('fires after two anomalous samples, repeats each minute, and resolves after four normal ones', async () => {
    const stage = worker();
    await feed(stage, 0, 60, calm);
    await feed(stage, 60, 75, () => 0.95);
    await feed(stage, 75, 80, calm);
    expect(findings.sent.map((each) => [each.status, (each.lastSeenAt - startAt) / 10_000])).toEqual([
      ['firing', 61],
      ['firing', 67],
      ['firing', 73],
      ['resolved', 78],
    ]);
    expect(new Set(findings.sent.map((each) => each.fingerprint)).size).toBe(1);
    expect(new Set(findings.sent.map((each) => each.id)).size).toBe(4);
    expect(findings.sent[0]?.startsAt).toBe(startAt + 600_000);
  });

  it('writes the state of a young resource at once, of an older one once a minute, and at once when an alarm changes', async () => {
    const stage = worker();
    await feed(stage, 0, 30, calm);
    expect(states.calls).toEqual({ loads: 1, saves: 30 });
    await feed(stage, 30, 240, calm);
    const { saves } = states.calls;
    await feed(stage, 240, 300, calm);
    expect(states.calls.saves - saves).toBe(10);
    await feed(stage, 300, 302, () => 0.95);
    expect(findings.sent).toHaveLength(1);
    expect(states.kept.get(frameAt(0, 0).partition)?.sequenceNumber).toBe(sequenceOf(301));
  });

  it('writes a large state less often: a minute more for every 32 KB', async () => {
    const large = (index: number) =>
      frameOf(
        `f${index}`,
        Array.from({ length: 400 }, (_, each) =>
          metricOf(resource, startAt + index * 10_000, `m${each}`, { type: 'gauge', value: Math.sin(index * 7.3 + each) + index * 1e-5 }),
        ),
      );
    const stage = worker(detectionSchema.parse({}));
    const take = async (from: number, to: number): Promise<void> => {
      for (let index = from; index < to; index += 1) {
        now = startAt + index * 10_000;
        await stage.take({ frame: large(index), sequenceNumber: sequenceOf(index) });
        await stage.flush();
      }
    };
    await take(0, 700);
    const { saves } = states.calls;
    const kilobytes = ([...states.kept.values()][0]?.data.length ?? 0) / 1024;
    expect(kilobytes).toBeGreaterThan(64);
    await take(700, 820);
    expect(states.calls.saves - saves).toBeLessThanOrEqual(Math.ceil(20 / Math.floor(1 + kilobytes / 32)) + 1);
    expect(states.calls.saves - saves).toBeGreaterThan(0);
  });

  it('writes as it goes while it catches up with what lay on the stream', async () => {
    await feed(worker(), 0, 240, calm);
    const { saves } = states.calls;
    const stage = worker();
    for (let index = 240; index < 300; index += 1) {
      await stage.take({ frame: frameAt(index, calm(index)), sequenceNumber: sequenceOf(index) });
      await stage.flush();
    }
    expect(states.calls.saves - saves).toBe(10);
  });

  it('changes nothing when records come again, and says so', async () => {
    const stage = worker();
    await feed(stage, 0, 62, (index) => (index < 60 ? calm(index) : 0.95));
    const again = await stage.take({ frame: frameAt(61, 0.95), sequenceNumber: sequenceOf(61) });
    expect(again).toMatchObject({ received: 1, suppressed: { redelivered: 1 } });
    await stage.flush();
    expect(findings.sent).toHaveLength(1);
  });

  it('sends the finding, with the same id, when the batch comes again after the queue failed', async () => {
    const reference = worker();
    await feed(reference, 0, 62, (index) => (index < 60 ? calm(index) : 0.95));
    const [wanted] = findings.sent;
    states = memoryStates();
    findings = memoryFindings();
    const stage = worker();
    await feed(stage, 0, 61, (index) => (index < 60 ? calm(index) : 0.95));
    findings.state.failures = 1;
    await expect(feed(stage, 61, 62, () => 0.95)).rejects.toThrow('not there');
    expect(states.kept.get(frameAt(0, 0).partition)?.sequenceNumber).not.toBe(sequenceOf(61));
    // Memory fell back to the state written within the last minute; two more anomalous samples at most, and it is told.
    await feed(stage, 61, 63, () => 0.95);
    expect(findings.sent[0]).toMatchObject({ status: 'firing', fingerprint: wanted?.fingerprint });
  });

  it('lets another worker take over, alarm and all', async () => {
    await feed(worker(), 0, 62, (index) => (index < 60 ? calm(index) : 0.95));
    await feed(worker(), 62, 67, calm);
    expect(findings.sent.map((each) => each.status)).toEqual(['firing', 'resolved']);
  });

  it('does not overwrite a state that is further on, and takes it up', async () => {
    const slow = worker();
    await feed(slow, 0, 10, calm);
    await feed(worker(), 10, 30, calm);
    const ahead = states.kept.get(frameAt(0, 0).partition)?.sequenceNumber;
    await slow.take({ frame: frameAt(11, 0.3), sequenceNumber: sequenceOf(11) });
    now += 61_000;
    await slow.flush();
    expect(states.kept.get(frameAt(0, 0).partition)?.sequenceNumber).toBe(ahead);
    expect(await slow.take({ frame: frameAt(12, 0.3), sequenceNumber: sequenceOf(12) })).toMatchObject({ suppressed: { redelivered: 1 } });
  });

  it('warms up again after its state is lost or damaged', async () => {
    await feed(worker(), 0, 60, calm);
    const { partition } = frameAt(0, 0);
    states.kept.set(partition, { data: Buffer.from([1, 2, 3]), sequenceNumber: sequenceOf(59) });
    await feed(worker(), 60, 80, () => 0.95);
    expect(findings.sent).toHaveLength(0);
  });

  it('counts what it does not score: ignored, beyond the budget, late, from the future', async () => {
    const stage = worker();
    const at = startAt;
    const gauge = (name: string, time = at) => metricOf(resource, time, name, { type: 'gauge', value: 1 });
    const signals = [gauge('noise.a'), gauge('exact'), gauge('a'), gauge('b'), gauge('c'), gauge('d'), gauge('a')];
    const report = await stage.take({ frame: frameOf('f', signals), sequenceNumber: '1' });
    expect(report).toEqual({ received: 7, produced: 0, suppressed: { ignored: 2, overflow: 1, late: 1 }, quarantined: 0 });
    const ahead = { ...frameOf('g', [gauge('a', at + 3_600_000)]), receivedAt: at };
    expect(await stage.take({ frame: ahead, sequenceNumber: '2' })).toMatchObject({ suppressed: { future: 1 } });
  });

  it('keeps counters and operations within the budget too', async () => {
    const stage = worker();
    const counters = (at: number) =>
      Array.from({ length: 10 }, (_, index) =>
        metricOf(resource, at, `c${index}`, { type: 'sum', value: 1, temporality: 'cumulative', monotonic: true }),
      );
    const take = (id: number) => stage.take({ frame: frameOf(`f${id}`, counters(startAt + id * 10_000)), sequenceNumber: String(id) });
    expect((await take(1)).suppressed).toEqual({ first_of_counter: 3 });
    // Of the first round nothing can be told.
    expect((await take(2)).limited).toEqual({ overflow_totals: 7 });
    expect((await take(3)).limited).toBeUndefined();
    await stage.flush();
    expect(findings.sent.map(({ source }) => source)).toEqual(Array.from({ length: 7 }, () => 'detect/budget'));
  });
});
