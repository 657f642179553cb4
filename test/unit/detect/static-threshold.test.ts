/** The delivered thresholds: for every metric they name, a value that must raise and one that must not; hysteresis, minutes, gaps. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { staticThreshold } from '#functions/detect/detectors/static-threshold.ts';
import { thresholdMatcher } from '#functions/detect/detectors/threshold-match.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import { detectionSchema } from '#kernel/policy.ts';
import { startAt } from '#test/support/signals.ts';

const { thresholds } = detectionSchema.parse(parse(readFileSync(new URL('../../../policy/detection.yaml', import.meta.url), 'utf8')));
const thresholdOf = thresholdMatcher(thresholds);
const minute = 60_000;

/** Severity after each of the values, a minute apart. */
const severities = (name: string, labels: Labels, values: readonly number[]): readonly (string | undefined)[] => {
  const threshold = thresholdOf(name, () => labels);
  if (threshold === undefined) return values.map(() => 'none');
  const state = threshold.start();
  return values.map((value, index) => {
    threshold.observe(state, startAt + index * minute, value);
    return threshold.severityOf(state);
  });
};

const raised = (name: string, labels: Labels, value: number): string | undefined => severities(name, labels, Array(7).fill(value)).at(-1);

/** As agents send them: name, attributes, a value that is fine, one that is a warning, one that is critical. */
const sent: readonly (readonly [string, Labels, number, number, number])[] = [
  ['cpu_usage_idle', { cpu: 'cpu-total' }, 20.5, 19.5, 4.9],
  ['cpu.usage_idle', { cpu: 'cpu-total' }, 20.5, 19.5, 4.9],
  ['cpu_usage_idle', {}, 20.5, 19.5, 4.9],
  ['cpu_usage_active', { cpu: 'cpu-total' }, 79.5, 80, 95],
  ['cpu_usage_user', { cpu: 'cpu-total' }, 79.5, 80, 95],
  ['cpu.usage_user', { cpu: 'cpu-total' }, 79.5, 80, 95],
  ['system.cpu.utilization', { state: 'idle' }, 0.21, 0.19, 0.04],
  ['system.cpu.utilization', { 'cpu.mode': 'idle' }, 0.21, 0.19, 0.04],
  ['system.cpu.utilization', {}, 0.79, 0.81, 0.96],
  ['k8s.container.cpu_limit_utilization', {}, 0.79, 0.81, 0.96],
  ['k8s.container.cpu.limit.utilization', {}, 0.79, 0.81, 0.96],
  ['k8s.pod.cpu_limit_utilization', {}, 0.79, 0.81, 0.96],
  ['k8s.pod.cpu.limit.utilization', {}, 0.79, 0.81, 0.96],
  ['instance:node_cpu_utilisation:rate5m', {}, 0.79, 0.81, 0.96],
  ['CPUUtilization', { InstanceId: 'i-1' }, 79.9, 80, 95],
  ['node_cpu_utilization', {}, 79.9, 80, 95],
  ['pod_cpu_utilization_over_pod_limit', {}, 79.9, 80, 95],
  ['mem_used_percent', {}, 84.9, 85, 95],
  ['mem.used_percent', {}, 84.9, 85, 95],
  ['system.memory.utilization', { state: 'used' }, 0.84, 0.86, 0.96],
  ['system.memory.utilization', { 'system.memory.state': 'used' }, 0.84, 0.86, 0.96],
  ['k8s.container.memory_limit_utilization', {}, 0.84, 0.86, 0.96],
  ['k8s.container.memory.limit.utilization', {}, 0.84, 0.86, 0.96],
  ['k8s.pod.memory_limit_utilization', {}, 0.84, 0.86, 0.96],
  ['k8s.pod.memory.limit.utilization', {}, 0.84, 0.86, 0.96],
  ['instance:node_memory_utilisation:ratio', {}, 0.84, 0.86, 0.96],
  ['MemoryUtilization', {}, 84.9, 85, 95],
  ['node_memory_utilization', {}, 84.9, 85, 95],
  ['pod_memory_utilization_over_pod_limit', {}, 84.9, 85, 95],
  ['disk_used_percent', { path: '/', fstype: 'ext4', mode: 'rw' }, 89.9, 90, 95],
  ['disk.used_percent', { path: '/', fstype: 'ext4', mode: 'rw' }, 89.9, 90, 95],
  ['system.filesystem.utilization', { mountpoint: '/', type: 'ext4', mode: 'rw' }, 0.89, 0.91, 0.96],
  ['node_filesystem_utilization', {}, 89.9, 90, 95],
];

/** Neither a whole host, nor what fills up: 0.99 or 99 of it is nobody's trouble. */
const left: readonly (readonly [string, Labels, number])[] = [
  ['cpu_usage_idle', { cpu: 'cpu3' }, 0.1],
  ['cpu_usage_user', { cpu: 'cpu0' }, 99],
  ['system.cpu.utilization', { cpu: 'cpu3', state: 'idle' }, 0],
  ['system.cpu.utilization', { state: 'user' }, 0.99],
  ['system.memory.utilization', { state: 'cached' }, 0.99],
  ['container.cpu.utilization', {}, 0.99],
  ['disk_used_percent', { path: '/snap/core', fstype: 'squashfs' }, 100],
  ['disk_used_percent', { path: '/mnt/image', fstype: 'ext4', mode: 'ro' }, 100],
  ['system.filesystem.utilization', { type: 'iso9660', mode: 'rw' }, 1],
  ['queue_used_percent', {}, 100],
];

describe('the delivered thresholds', () => {
  it.for(sent)('raise %s %o below and above', ([name, labels, fine, bad, worse]) => {
    expect([raised(name, labels, fine), raised(name, labels, bad), raised(name, labels, worse)]).toEqual([
      undefined,
      'warning',
      'critical',
    ]);
  });

  it.for(left)('leave %s %o alone', ([name, labels, value]) => expect(raised(name, labels, value)).toBe('none'));

  it('are all tried here', () => {
    const tried = new Set(sent.map(([name, labels]) => thresholdOf(name, () => labels)?.id));
    expect([...tried].sort()).toEqual(['static-threshold-cpu', 'static-threshold-disk', 'static-threshold-memory']);
    const names = thresholds.flatMap(({ metrics }) => metrics.map(({ metric }) => metric.replace('*', '')));
    for (const metric of names) expect([metric, sent.some(([name]) => name.startsWith(metric))]).toEqual([metric, true]);
  });
});

describe('a threshold', () => {
  const cpu = (values: readonly number[]): string =>
    severities('cpu_usage_active', {}, values)
      .map((severity) => ({ none: '?', warning: 'w', critical: 'C' })[severity ?? ''] ?? '.')
      .join('');

  it('waits five minutes, and begins anew after a value on the safe side', () => {
    expect(cpu([90, 90, 90, 90, 90, 90, 90])).toBe('.....ww');
    expect(cpu([90, 90, 90, 79, 90, 90, 90])).toBe('.......');
  });

  it('lasts between the bound that clears it and the one that raises it', () => {
    expect(cpu([90, 90, 90, 90, 90, 90, 76, 79, 74, 79, 79, 79, 79, 79, 79])).toBe('.....www.......');
  });

  it('becomes critical after minutes of its own, and stays critical until it is cleared', () => {
    expect(cpu([90, 90, 90, 97, 97, 97, 97, 97, 97, 90, 70])).toBe('.....wwwCC.');
  });

  it.for<[string, string, Labels, number, string]>([
    [
      'in percent where a ratio was sent',
      'system.memory.utilization',
      { state: 'used' },
      0.901,
      'Seen 90.1 % where less than 85 % was expected, for 5 min or more',
    ],
    ['as what is used where the rest was sent', 'cpu_usage_idle', {}, 8, 'Seen 92 % where less than 80 % was expected, for 5 min or more'],
    ['as sent', 'mem_used_percent', {}, 99, 'Seen 99 where less than 95 was expected, for 5 min or more'],
    ['on its way back', 'mem_used_percent', {}, 83, 'Seen 83 after 85 or more for 5 min, where less than 80 clears it'],
  ])('says %s what was expected and seen', ([, name, labels, last, sentence]) => {
    const threshold = thresholdOf(name, () => labels) ?? expect.unreachable();
    const state = threshold.start();
    const beyond = name === 'mem_used_percent' && last < 85 ? 90 : last;
    for (const [index, value] of [...Array(6).fill(beyond), last].entries()) {
      const score = threshold.observe(state, startAt + index * minute, value);
      if (index < 6) continue;
      expect(score).toMatchObject({ abnormal: true, judged: true });
      expect(threshold.account(state, value, score, { amount: String, range: String }).sentence).toBe(sentence);
    }
  });

  it('does not take what lies in a gap of hours for granted', () => {
    const threshold = thresholdOf('cpu_usage_active', () => ({}));
    const state = threshold?.start() ?? expect.unreachable();
    threshold?.observe(state, startAt, 99);
    threshold?.observe(state, startAt + 3 * 60 * minute, 99);
    expect(threshold?.severityOf(state)).toBeUndefined();
    threshold?.observe(state, startAt + 4 * 60 * minute, 99);
    expect(threshold?.severityOf(state)).toBe('critical');
  });

  it('may lie below: what runs low is bad then', () => {
    const [rule] = detectionSchema.parse({
      thresholds: [
        { name: 'free', warning: 20, critical: 5, clear: 25, direction: 'below', forMinutes: 0, metrics: [{ metric: 'connections_free' }] },
      ],
    }).thresholds;
    const threshold = staticThreshold(rule ?? expect.unreachable(), 'as_sent');
    const state = threshold.start();
    const told = [30, 21, 20, 24, 26, 4].map((value, index) => {
      threshold.observe(state, startAt + index, value);
      return threshold.severityOf(state);
    });
    expect(told).toEqual([undefined, undefined, 'warning', 'warning', undefined, 'critical']);
  });

  it.for([
    ['no bound at all', { clear: 1 }],
    ['a critical bound that is milder than the warning', { warning: 90, critical: 80, clear: 70 }],
    ['a bound that clears beyond the one that raises', { warning: 80, clear: 85 }],
    ['a bound that clears on the wrong side of a low limit', { warning: 10, clear: 5, direction: 'below' }],
  ])('is refused with %s', ([, bounds]) => {
    const rule = { name: 'x', metrics: [{ metric: 'm' }], ...(bounds as object) };
    expect(detectionSchema.safeParse({ thresholds: [rule] }).success).toBe(false);
  });
});
