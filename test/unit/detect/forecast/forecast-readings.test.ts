/** What is told of series that run out, by the delivered policy, through the scorer of frames. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packResourceState, type ResourceState, startResourceState, unpackResourceState } from '#functions/detect/resource-state.ts';
import { frameScorer } from '#functions/detect/score-frame.ts';
import { type Finding, findingSchema } from '#kernel/finding.ts';
import { type DetectionPolicy, detectionSchema } from '#kernel/policy.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { frameOf, metricOf, resourceOf, startAt } from '#test/support/signals.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const policy = detectionSchema.parse(parse(readFileSync(new URL('../../../../policy/detection.yaml', import.meta.url), 'utf8')));
const resource = resourceOf('orders-db');

const gauge = (name: string, at: number, value: number, attributes: Attributes = {}): MetricSignal =>
  metricOf(resource, at, name, { type: 'gauge', value }, { attributes });

type Samples = (days: number, at: number) => readonly MetricSignal[];

/** Findings of kind `forecast` of a frame every ten minutes, from one day to another. */
const feed = (state: ResourceState, from: number, to: number, samples: Samples, under: DetectionPolicy = policy): readonly Finding[] => {
  const score = frameScorer(under);
  const findings: Finding[] = [];
  for (let at = startAt + from * day; at < startAt + to * day; at += 10 * minute)
    findings.push(...score(state, frameOf(`f${at}`, samples((at - startAt) / day, at))).findings);
  return findings.filter(({ kind }) => kind === 'forecast');
};

const disk = { path: '/data', fstype: 'ext4', device: 'nvme1n1', mode: 'rw' };
/** Telegraf's disk plugin, with noise. */
const filling: Samples = (days, at) => [gauge('disk_used_percent', at, 40 + 6 * days + 0.2 * Math.sin(at / 7e5), disk)];

let state = startResourceState();
beforeEach(() => {
  state = startResourceState();
});

describe('a disk that fills', () => {
  it('is told once an hour, in a sentence, from some days before', () => {
    const findings = feed(state, 0, 8, filling);
    const [first] = findings;
    expect(first).toMatchObject({ kind: 'forecast', status: 'firing', severity: 'warning', category: 'resource_exhaustion' });
    expect(first?.startsAt).toBeLessThan(startAt + 6 * day);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    expect(new Set(findings.map(({ lastSeenAt }) => Math.floor(lastSeenAt / hour))).size).toBe(findings.length);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    const last = findings.at(-1);
    expect(last?.title).toMatch(/^orders-db: disk full in (?:2(?:\.\d)? days|4\d hours)(?: \([\d.]+ to [\d.]+\))?$/);
    expect(last?.reason).toMatch(
      /^disk_used_percent \{.*path=\/data.*\} is 8\d(?:\.\d+)? and grows by [56](?:\.\d+)? a day since 2026-11-.*Z; it reaches 100 in .*, with 90 % probability; says linear\.$/,
    );
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding);
  });

  it('is critical in its last day', () => {
    const findings = feed(state, 0, 9.8, filling);
    expect(findings.at(-1)?.severity).toBe('critical');
  });

  it('resolves hours after somebody cleaned up', () => {
    feed(state, 0, 8, filling);
    const findings = feed(state, 8, 9, (_, at) => [gauge('disk_used_percent', at, 30 + 0.2 * Math.sin(at / 7e5), disk)]);
    expect(findings.at(-1)).toMatchObject({ status: 'resolved' });
    expect(findings.at(-1)?.title).toBe('orders-db: disk full no longer foreseen');
    expect(findings.filter(({ status }) => status === 'resolved')).toHaveLength(1);
    expect(findings.at(-1)?.lastSeenAt).toBeLessThan(startAt + 8.4 * day);
  });

  it('is told with the same ids by a worker that takes over anywhere', () => {
    const wanted = feed(state, 0, 8, filling).map(({ id, title }) => [id, title]);
    const first = startResourceState();
    const before = feed(first, 0, 6.34, filling);
    const taken = unpackResourceState(packResourceState(first));
    expect([...before, ...feed(taken, 6.34 + 4 / 864, 8, filling)].length).toBeGreaterThan(0);
    const other = startResourceState();
    const half = feed(other, 0, 5, filling);
    const rest = feed(unpackResourceState(packResourceState(other)), 5, 8, filling);
    expect([...half, ...rest].map(({ id, title }) => [id, title])).toEqual(wanted);
  });

  it('is not told of the same samples twice', () => {
    feed(state, 0, 8, filling);
    expect(feed(state, 0, 8, filling)).toEqual([]);
  });
});

describe('forecasts', () => {
  it('know limits that are metrics, with the labels that both have', () => {
    const pool = { 'db.client.connection.pool.name': 'orders' };
    const findings = feed(state, 0, 4, (days, at) => [
      gauge('db.client.connection.max', at, 50, pool),
      gauge('db.client.connection.max', at, 5000, { 'db.client.connection.pool.name': 'other' }),
      gauge('db.client.connection.count', at, Math.round(8 + 9 * days), { ...pool, 'db.client.connection.state': 'used' }),
      gauge('db.client.connection.count', at, Math.round(8 + 9 * days), { ...pool, 'db.client.connection.state': 'idle' }),
    ]);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]?.reason).toContain('it reaches 50 in');
    expect(findings[0]?.title).toContain('no connection left in');
    expect(state.forecasts.series.size).toBe(1);
  });

  it('follow what falls: bytes that are available', () => {
    const findings = feed(state, 0, 8, (days, at) => [
      gauge('node_filesystem_avail_bytes', at, 5e11 - 4.5e10 * days, { mountpoint: '/', fstype: 'xfs' }),
      gauge('node_filesystem_avail_bytes', at, 0, { mountpoint: '/snap', fstype: 'squashfs' }),
    ]);
    expect(findings.at(-1)?.reason).toMatch(/and falls by 4\.5e\+?10|and falls by 45000000000/);
    expect(findings.every(({ labels }) => labels['mountpoint'] === '/')).toBe(true);
  });

  it.for([
    ['x509_cert_expiry', (at: number) => (startAt + 10 * day - at) / 1000],
    ['probe_ssl_earliest_cert_expiry', () => (startAt + 10 * day) / 1000],
  ] as const)('believe %s at once, and hear of its renewal', ([name, value]) => {
    const findings = feed(state, 0, 9, (_, at) => [gauge(name, at, value(at), { source: 'https://shop.example' })]);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      category: 'configuration',
      title: 'orders-db: certificate expires in 10 days',
    });
    expect(findings.at(-1)).toMatchObject({ severity: 'critical', title: 'orders-db: certificate expires in 25 hours' });
    const renewed = feed(state, 9, 9.3, (_, at) => [gauge(name, at, value(at) + 90 * 86_400, { source: 'https://shop.example' })]);
    expect(renewed.at(-1)?.status).toBe('resolved');
  });

  it('are silent about what is flat, rotated, like every day, full for long, or not listed, once they have seen two days of it', () => {
    const usual: Samples = (days, at) => [
      gauge('disk_used_percent', at, 93, { path: '/flat' }),
      gauge('disk_used_percent', at, 50 + 45 * ((days / 0.7) % 1), { path: '/logs' }),
      gauge('disk_used_percent', at, 100, { path: '/full' }),
      gauge('mem_used_percent', at, 60 + 25 * Math.sin(2 * Math.PI * days)),
      gauge('queue.length', at, 10 * days),
    ];
    feed(state, 0, 2, usual);
    expect(feed(state, 2, 9, usual)).toEqual([]);
    expect(state.forecasts.series.size).toBe(4);
  });

  it('are made of no more series than the policy says', () => {
    const few = { ...policy, forecasts: { ...policy.forecasts, maxSeriesPerResource: 3 } };
    const many = Array.from({ length: 20 }, (_, index) => index);
    feed(state, 0, 0.1, (_, at) => many.map((index) => gauge('disk_used_percent', at, 50, { path: `/${index}` })), few);
    expect(state.forecasts.series.size).toBe(3);
  });

  it('forget what was not seen for days, and keep what was missed for a weekend', () => {
    feed(state, 0, 1, (_, at) => [
      gauge('disk_used_percent', at, 50, { path: '/old' }),
      gauge('disk_used_percent', at, 50, { path: '/pause' }),
    ]);
    feed(state, 1, 3, (_, at) => [gauge('disk_used_percent', at, 50, { path: '/pause' })]);
    feed(state, 3, 6, (_, at) => [gauge('disk_used_percent', at, 50, { path: '/new' })]);
    const kept = [...unpackResourceState(packResourceState(state)).forecasts.series.keys()];
    expect(kept.map((key) => key.split('\0').at(-1))).toEqual(['/pause', '/new']);
  });
});

it('each watch of the delivered policy says what it would', () => {
  for (const { metrics, warning = '7d', critical = '1d' } of policy.forecasts.watch) {
    expect(metrics.length).toBeGreaterThan(0);
    expect(warning).not.toBe(critical);
  }
});
