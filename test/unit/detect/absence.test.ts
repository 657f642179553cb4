/** Series that stay away while their resource speaks: what is missed, what is excused, and that there is one finding however many they are. */
import { describe, expect, it } from 'vitest';
import { packResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import { detectionSchema } from '#kernel/policy.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const policy = detectionSchema.parse({});
const resource = resourceOf('shop', { 'host.name': 'web-1' });
const second = 1000;
const minute = 60 * second;
const step = 20 * second;

interface Sender {
  readonly name: string;
  readonly attributes?: Attributes;
  /** Whether it sends at a time, ms from the start. */
  readonly sends: (at: number) => boolean;
  readonly data?: (at: number) => MetricData;
}

const always = (): boolean => true;
const until = (end: number) => (at: number) => at < end;
const except = (from: number, to: number) => (at: number) => at < from || at >= to;
const gauge = (at: number): MetricData => ({ type: 'gauge', value: 10 + Math.sin(at) });
const counter =
  (perStep: number) =>
  (at: number): MetricData => ({ type: 'sum', value: (perStep * at) / step, temporality: 'cumulative', monotonic: true });

/** Findings about absence: minutes from the start, status, reason. The state is packed now and then. */
const absences = (senders: readonly Sender[], minutes: number): readonly { minute: number; status: string; finding: Finding }[] => {
  const score = frameScorer(policy);
  let state = startResourceState();
  const found: Finding[] = [];
  for (let at = 0; at < minutes * minute; at += step) {
    const signals: Signal[] = senders
      .filter(({ sends }) => sends(at))
      .map(({ name, attributes = {}, data = gauge }) => metricOf(resource, startAt + at, name, data(at), { attributes }));
    if (signals.length === 0) continue;
    found.push(...score(state, frameOf(`f${at}`, signals)).findings);
    if (at % (7 * minute) === 0) state = unpackResourceState(packResourceState(state));
  }
  return found
    .filter(({ source }) => source === 'detect/absence')
    .map((finding) => ({ minute: (finding.lastSeenAt - startAt) / minute, status: finding.status, finding: findingSchema.parse(finding) }));
};

const other: Sender = { name: 'load', sends: always };

describe('a series that came regularly and stays away', () => {
  it('is missed within minutes, told every minute, and resolved when it comes again', () => {
    const gone = { name: 'disk_used_percent', attributes: { path: '/data' }, sends: except(40 * minute, 60 * minute) };
    const found = absences([other, gone], 70);
    expect(found.map(({ status }) => status)).toEqual([...Array(14).fill('firing'), 'resolved']);
    expect(found[0]?.minute).toBeLessThanOrEqual(48);
    expect(found.at(-1)?.minute).toBeLessThanOrEqual(62);
    expect(found[0]?.finding).toMatchObject({
      severity: 'warning',
      category: 'data_loss',
      title: 'shop: a series comes no more',
      startsAt: startAt + 40 * minute - step,
      labels: { alertname: 'series.absent', 'service.name': 'shop', 'host.name': 'web-1' },
    });
    expect(found[0]?.finding.reason).toBe(
      'Nothing seen of disk_used_percent{path=/data} where regular samples were expected, since 2026-11-21T05:39:40.000Z, while the resource still speaks; says absence.',
    );
    expect(new Set(found.map(({ finding }) => finding.fingerprint)).size).toBe(1);
  });

  it('is not expected any more after hours', () => {
    const found = absences([other, { name: 'old', sends: until(40 * minute) }], 9 * 60);
    expect(found.at(-1)).toMatchObject({ status: 'resolved' });
    expect(found.at(-1)?.minute).toBeCloseTo(40 + 6 * 60, -1);
  });

  it('is one finding, which names a few, when hundreds stay away', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ name: `metric.${index}`, sends: until(40 * minute) }));
    const found = absences([other, ...many], 50);
    expect(found.filter(({ finding }) => finding.status === 'firing').length).toBeLessThan(6);
    expect(found[0]?.finding.title).toBe('shop: 300 series come no more');
    expect(found[0]?.finding.reason).toContain('metric.0, metric.1, metric.10 and 297 more where');
  });

  it('is missed as a counter that was counting, when none of its name is left', () => {
    expect(absences([other, { name: 'requests', sends: until(40 * minute), data: counter(5) }], 50)).not.toEqual([]);
  });
});

describe('a series that stays away', () => {
  const pod = (name: string, sends: Sender['sends']): Sender => ({ name: 'memory', attributes: { pod: name }, sends });
  it.for<[string, readonly Sender[], number]>([
    [
      'where the whole resource is silent',
      [
        { ...other, sends: except(40 * minute, 70 * minute) },
        { name: 'x', sends: except(40 * minute, 70 * minute) },
      ],
      90,
    ],
    ['with its pod, while another pod reports the same', [other, pod('a', always), pod('b', until(40 * minute))], 60],
    ['with its pod, replaced by a new one', [other, pod('a', until(40 * minute)), pod('b', (at) => at >= 42 * minute)], 70],
    [
      'and another took its place',
      [
        other,
        { name: 'x', attributes: { path: '/a' }, sends: until(40 * minute) },
        { name: 'x', attributes: { path: '/b' }, sends: (at) => at >= 38 * minute },
      ],
      70,
    ],
    ['that is young', [other, { name: 'x', sends: until(9 * minute) }], 40],
    ['that comes every half hour', [other, { name: 'x', sends: (at) => at % (30 * minute) === 0 && at < 300 * minute }], 400],
    ['that came in bursts', [other, { name: 'x', sends: (at) => at % (20 * minute) < 8 * minute && at < 200 * minute }], 230],
    ['as a counter that stood still', [other, { name: 'x', sends: until(40 * minute), data: () => counter(0)(0) }], 60],
    [
      'as one of several counters of its name',
      [
        other,
        ...[1, 2].map((code) => ({ name: 'x', attributes: { code }, sends: code === 1 ? always : until(40 * minute), data: counter(3) })),
      ],
      60,
    ],
    ['for a sample or two, now and then', [other, { name: 'x', sends: (at) => at % (7 * minute) > minute }], 120],
  ])('%s is not missed', ([, senders, minutes]) => expect(absences(senders, minutes)).toEqual([]));

  it('only because its agent sends an hour of one series, then of the next, is not missed', () => {
    const score = frameScorer(policy);
    const state = startResourceState();
    const sent = (name: string, from: number, to: number, receivedAt: number) => {
      const signals = Array.from({ length: (to - from) / step }, (_, index) =>
        metricOf(resource, startAt + from + index * step, name, gauge(index)),
      );
      return score(state, { ...frameOf(`${name}${from}`, signals), receivedAt: startAt + receivedAt }).findings;
    };
    const found = Array.from({ length: 60 }, (_, index) => {
      const [from, to] = [index * minute, (index + 1) * minute];
      return [...sent('a', from, to, to), ...sent('b', from, to, to)];
    }).flat();
    const [from, to] = [70 * minute, 130 * minute];
    found.push(...sent('a', from, to, to + second), ...sent('b', from, to, to + 2 * second));
    expect(found.filter(({ source }) => source === 'detect/absence')).toEqual([]);
  });
});
