import { describe, expect, it } from 'vitest';
import { deployedSettings } from '#lib/plan/deployed-settings.ts';
import { atBatch } from '#lib/plan/interpolate.ts';
import { defaultLoad, type LoadOptions, readLoad } from '#lib/plan/load.ts';
import { planText } from '#lib/plan/plan-text.ts';
import { type Projection, project } from '#lib/plan/project.ts';
import { quotasOf, reachOf } from '#lib/plan/quotas.ts';
import type { StreamKind } from '#lib/plan/stream.ts';
import type { UnitCosts } from '#lib/plan/unit-costs.ts';
import { paintFor } from '#lib/replay/paint.ts';
import { UsageError } from '#lib/replay/usage-error.ts';

const same = (value: number) => ({ 1: value, 10: value, 100: value, 1000: value });
/** Round numbers, so that a plan can be worked out by hand. */
const costs: UnitCosts = {
  frameShare: { log: same(0.5), metric: same(0.5), span: same(0.5) },
  wireShare: { log: same(0.25), metric: same(0.25), span: same(0.25) },
  timestreamWrites: same(0.1),
  storedSampleBytes: 200,
  seriesStateBytes: 100,
  logBytes: { ingest: 1_000, classify: 500, detect: 500, archive: 500 },
};
const dev = deployedSettings('dev');
const load = (options: Partial<LoadOptions>) => readLoad({ ...defaultLoad, ...options });
const planned = (options: Partial<LoadOptions>, stream: StreamKind | 'cheapest' = 'shared', settings = dev): Projection =>
  project(load(options), { settings, costs, stream });
const line = ({ lines }: Projection, unit: string) =>
  lines.filter((each) => each.unit === unit).reduce((sum, each) => sum + each.quantity, 0);

/** 100 requests a second of 100 signals of 1 KiB; frames of 50 KiB. */
const tenThousand = { signalsPerSecond: '10000', batch: '100', signalBytes: '1024', days: '1' };
const daySeconds = 86_400;

describe('a plan', () => {
  it('packs signals into requests and frames', () => {
    const { packing } = planned(tenThousand);
    expect(packing).toMatchObject({
      requests: 100,
      frames: 100,
      perFrame: 100,
      requestBytes: 25_600,
      meanFrameBytes: 51_200,
      streamBytes: 5_120_000,
    });
  });

  it('makes a frame of each resource, and no frame larger than a thousand signals', () => {
    expect(planned({ ...tenThousand, resourcesPerRequest: '10' }).packing).toMatchObject({ frames: 1_000, perFrame: 10 });
    expect(planned({ ...tenThousand, batch: '5000' }).packing).toMatchObject({ requests: 2, frames: 10, perFrame: 1_000 });
  });

  it('needs shards for what three shared consumers read: more than for what comes in', () => {
    // 3 × 5,120,000 / 2 MiB / 0.7 = 10.5; 5,120,000 / 1 MiB / 0.7 = 7.0.
    expect(planned(tenThousand).stream).toEqual({ kind: 'shared', shards: 11 });
    expect(planned(tenThousand, 'enhanced').stream).toEqual({ kind: 'enhanced', shards: 7 });
    // A thousand records a second and shard.
    expect(planned({ signalsPerSecond: '7000', batch: '1', signalBytes: '20' }).stream.shards).toBe(10);
  });

  it('counts what a bill would', () => {
    const plan = planned(tenThousand);
    expect(line(plan, 'HTTP API requests (512 KB)')).toBe(100 * daySeconds);
    expect(line(plan, 'shard-hours')).toBe(11 * 24);
    // 50 KiB are two units of 25.
    expect(line(plan, 'PUT payload units (25 KB)')).toBe(200 * daySeconds);
    // A tenth are samples, ten to a write.
    expect(line(plan, 'writes (1 KB)')).toBe(100 * daySeconds);
    // A hundred resources with three kilobytes of state each once it is grown, written every minute; and five incidents.
    expect(line(plan, 'write request units')).toBeCloseTo((300 / 60) * daySeconds + 5 * 457, 6);
    expect(line(plan, 'state transitions')).toBeCloseTo(5 * 52, 6);
    expect(line(plan, 'alarm-months')).toBeCloseTo((26 * 24) / 730, 8);
    expect(plan.dollars).toBeCloseTo(
      plan.lines.reduce((sum, { dollars }) => sum + dollars, 0),
      8,
    );
  });

  it('rounds each record of an on-demand stream up to a kilobyte, and reads it three times', () => {
    const plan = planned({ signalsPerSecond: '1000', batch: '1', signalBytes: '100', days: '1' }, 'on-demand');
    const gigabyte = 2 ** 30;
    expect(line(plan, 'GB in (on demand, records in whole KB)')).toBeCloseTo((1_000 * 1_024 * daySeconds) / gigabyte, 8);
    expect(line(plan, 'GB out (on demand)')).toBeCloseTo((3 * 1_000 * 50 * daySeconds) / gigabyte, 8);
  });

  it('takes the cheapest stream unless told which', () => {
    const dollars = (['shared', 'enhanced', 'on-demand'] as const).map((kind) => planned(tenThousand, kind).dollars);
    expect(planned(tenThousand, 'cheapest').dollars).toBe(Math.min(...dollars));
  });

  it('has consumers wait for full batches, or for the window when little comes', () => {
    const of = (plan: Projection, name: string) => plan.functions.find(({ stage }) => stage === name)?.invocations;
    const little = planned({ signalsPerSecond: '1', batch: '1' });
    expect([of(little, 'classify'), of(little, 'archive')]).toEqual([1, 1 / 30]);
    // 100 records of 50 KiB a second as base64 are more than 6 MB.
    expect(of(planned(tenThousand), 'classify')).toBeGreaterThan(1);
    const many = planned({ signalsPerSecond: '200000', batch: '1', signalBytes: '20' });
    expect(of(many, 'classify')).toBeCloseTo(1_000, 6);
    expect(of(many, 'archive')).toBeCloseTo(400, 6);
  });

  it('grows with what comes in, and costs nothing by signal at rest', () => {
    const at = (signalsPerSecond: string) => planned({ signalsPerSecond, batch: '1000' }).dollars;
    expect(at('1000000') / at('100000')).toBeGreaterThan(9);
    const rest = planned({ signalsPerSecond: '0.001', incidentsPerDay: '0', series: '0' });
    expect(rest.lines.filter(({ atRest }) => atRest).reduce((sum, { dollars }) => sum + dollars, 0)).toBeCloseTo((18.41 / 730) * 720, 1);
  });

  it('leaves the metric store out where there is none', () => {
    const { lines } = planned(tenThousand, 'shared', { ...dev, metricStore: 'none' });
    expect(lines.filter(({ service }) => service === 'Timestream')).toEqual([]);
  });

  it('cools down what is kept for a year, when its objects are large', () => {
    const prod = deployedSettings('prod');
    const units = (plan: Projection) => plan.lines.filter(({ service }) => service === 'S3').map(({ unit }) => unit);
    expect(units(planned(tenThousand, 'shared', prod))).toContain('GB-months, Glacier instant retrieval');
    expect(units(planned({ signalsPerSecond: '1', batch: '1' }, 'shared', prod))).toEqual(['PUT and LIST requests', 'GB-months']);
  });
});

describe('quotas', () => {
  const reaches = (options: Partial<LoadOptions>, settings = dev) => {
    const basis = { settings, costs, stream: 'shared' as const };
    const quotas = project(load(options), basis).quotas;
    const at = (signalsPerSecond: number) => quotasOf(project({ ...load(options), signalsPerSecond }, basis), settings);
    return new Map(reachOf(quotas, at).map(({ quota, hitAt }) => [quota.name, hitAt]));
  };

  it('are met where demand passes the limit', () => {
    const found = reaches({ batch: '100' });
    expect(found.get('our own throttle of the API (api.requestsPerSecond)')).toBe(20_000);
    expect(found.get('API Gateway requests, account and region')).toBe(1_000_000);
    expect(reaches({ batch: '1000' }).get('API Gateway requests, account and region')).toBe(10_000_000);
  });

  it('come in the order in which they are met', () => {
    const rates = [...reaches({ batch: '100' }).values()].map((rate) => rate ?? Number.POSITIVE_INFINITY);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });

  it('of size are told whatever the rate', () => {
    const quota = planned({ batch: '100000', signalBytes: '1000' }).quotas.find(({ per }) => per === 'MB');
    // 100,000 × 1,000 × a quarter, as base64.
    expect(quota?.demand).toBeCloseTo((25_000_000 * 4) / 3 / 1024 / 1024, 6);
    expect(quota?.demand).toBeGreaterThan(quota?.limit ?? 0);
  });
});

describe('the text of a plan', () => {
  const plan = planned(tenThousand);
  it('tells cost, needs and quotas, and with --explain every formula', () => {
    const short = planText(plan, [], false, paintFor({}));
    expect(short).toContain('10,000 signals a second, 100 a request, 1,024 bytes each');
    expect(short).toContain('provisioned, shared consumers: 11 shards');
    expect(short.split('\n').every((each) => each.length <= 110)).toBe(true);
    const long = planText(plan, [], true, paintFor({}));
    expect(long).toContain('requests a second = signals a second / batch\n    = 10,000 / 100 = 100');
    expect(long).toContain('11 shards: 264 × $0.015');
  });
});

describe('what is typed', () => {
  const nonsense: [Partial<LoadOptions>, string][] = [
    [{ signalsPerSecond: '-1' }, '--signals-per-second -1: give a number from 0.001 to 10,000,000'],
    [{ signalsPerSecond: '20000000' }, '--signals-per-second 20000000: give a number from 0.001 to 10,000,000'],
    [{ batch: 'many' }, '--batch many: give a whole number from 1 to 100,000'],
    [{ batch: '1.5' }, '--batch 1.5: give a whole number from 1 to 100,000'],
    [{ signalBytes: '' }, '--signal-bytes : give a number from 20 to 100,000'],
    [{ days: '0' }, '--days 0: give a number from 1 to 3,650'],
    [{ mix: '1:2' }, '--mix 1:2: give parts of logs, metric samples and spans, such as 45:10:45'],
    [{ mix: '0:0:0' }, '--mix 0:0:0: give parts of logs, metric samples and spans, such as 45:10:45'],
    [
      { batch: '2', resourcesPerRequest: '3' },
      '--resources-per-request 3: a batch of 2 cannot speak of more resources than it has signals',
    ],
  ];
  it.for(nonsense)('is refused in one line: %o', ([options, message]) => {
    expect(() => load(options)).toThrow(new UsageError(message));
  });
  it('may name only environments that are there', () => {
    expect(() => deployedSettings('moon')).toThrow(UsageError);
  });
});

describe('between measured batches', () => {
  it('values lie on a logarithmic scale, and end where measuring ended', () => {
    const values = { 1: 4, 10: 3, 100: 2, 1000: 1 };
    expect([0.5, 1, Math.sqrt(10), 10, 100, 5_000].map((batch) => Number(atBatch(values, batch).toFixed(6)))).toEqual([4, 4, 3.5, 3, 2, 1]);
  });
});
