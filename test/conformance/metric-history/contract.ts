/** What every store of metric history promises: samples written through one port are answered through the other, whatever their names and labels hold. */
import type { MetricHistory, MetricQuery } from '#kernel/metric-history.ts';
import type { MetricStore, VersionedSample } from '#kernel/ports.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { MetricData } from '#kernel/signal.ts';
import { metricOf } from '#test/support/signals.ts';

/** A store, by both of its ports. */
export interface HistoryTarget {
  readonly store: MetricStore;
  readonly history: MetricHistory;
  /** A full minute in the past that it still takes samples of; milliseconds since the epoch. */
  readonly at: number;
}

export interface HistoryCase {
  /** A sentence. */
  readonly name: string;
  /** `metric` is a name that no other case uses. */
  readonly run: (target: HistoryTarget, metric: string) => Promise<unknown>;
  readonly expected: (at: number) => unknown;
}

const minute = 60_000;

const gauge = (value: number): MetricData => ({ type: 'gauge', value });

interface Given {
  readonly name: string;
  readonly at: number;
  readonly data: MetricData;
  readonly resource?: Attributes;
  readonly attributes?: Attributes;
  readonly version?: number;
}

const sampleOf = ({ name, at, data, resource = { host: 'a' }, attributes = {}, version = 1 }: Given): VersionedSample => ({
  sample: metricOf({ attributes: resource }, at, name, data, { attributes }),
  version,
});

const write = async ({ store }: HistoryTarget, samples: readonly Given[]): Promise<readonly string[]> => {
  const { rejected } = await store.write(samples.map(sampleOf));
  return rejected.map(({ reason }) => reason);
};

const ask = ({ history, at }: HistoryTarget, name: string, more: Partial<MetricQuery> = {}) =>
  history.query({ name, labels: {}, from: at, to: at + 10 * minute, stepMs: minute, aggregate: 'avg', maxPoints: 100, ...more });

const valuesOf = async (...given: Parameters<typeof ask>): Promise<readonly (readonly number[])[]> =>
  (await ask(...given)).series.map(({ points }) => points.map(({ value }) => value));

/** Text that means something to a protocol, a query language or a storage. */
const hostileTexts: readonly string[] = [
  'a,b=c d',
  String.raw`trailing\ `,
  'back\\slash\\',
  '\\,',
  `quotes ' " \``,
  "' OR '1'='1",
  `" OR "1"="1`,
  `") |> drop(columns: ["_value"]) //`,
  `'; DROP TABLE x --`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Flux's.
  '${1+1}',
  '\\x41 \\u0041',
  'a\nb\r\nc\td',
  '#comment',
  ' leading and trailing ',
  '%0A 100% %25',
  'ünïcödé 日本 🎉',
  '\u0000\u0007\u0085',
  '[/*]',
  'true',
  '1i',
];

/** Keys that some store has for itself. */
const reservedKeys = [
  'time',
  '_time',
  '_field',
  '_measurement',
  '_value',
  'measure_name',
  'measure_value::double',
  'ts_x',
  'count',
  'p99',
  'value',
  'result',
  'table',
  'a:b',
];

export const historyCases: readonly HistoryCase[] = [
  {
    name: 'answers every aggregate, by step',
    run: async (target, name) => {
      const { at } = target;
      await write(
        target,
        [
          [0, 4],
          [20_000, 1],
          [59_999, 4],
          [minute, 7],
          [3 * minute, -2.5],
        ].map(([after = 0, value = 0]) => ({ name, at: at + after, data: gauge(value) })),
      );
      const all: Record<string, unknown> = {};
      for (const aggregate of ['avg', 'min', 'max', 'sum', 'count', 'last'] as const)
        all[aggregate] = (await valuesOf(target, name, { aggregate }))[0];
      const { series } = await ask(target, name);
      return { ...all, times: series[0]?.points.map(({ time }) => time - at) };
    },
    expected: () => ({
      ...{ avg: [3, 7, -2.5], min: [1, 7, -2.5], max: [4, 7, -2.5], sum: [9, 7, -2.5], count: [3, 1, 1], last: [4, 7, -2.5] },
      times: [0, minute, 3 * minute],
    }),
  },
  {
    name: 'takes the range from its beginning to before its end; a step begins at a multiple of itself',
    run: async (target, name) => {
      const { at } = target;
      await write(
        target,
        [-1, 0, 1, minute + 999, minute + 1_000].map((after) => ({ name, at: at + after, data: gauge(after) })),
      );
      const whole = await ask(target, name, { to: at + minute + 1_000, aggregate: 'count' });
      const within = await ask(target, name, { from: at + 1, to: at + minute, aggregate: 'count' });
      return [whole, within].map(({ series }) => series.map(({ points }) => points.map(({ time, value }) => [time - at, value])));
    },
    expected: () => [
      [
        [
          [0, 2],
          [minute, 1],
        ],
      ],
      [[[0, 1]]],
    ],
  },
  {
    name: 'tells series apart by their labels, and finds those that have the ones asked for',
    run: async (target, name) => {
      const { at } = target;
      await write(target, [
        { name, at, data: gauge(1), resource: { host: 'a', zone: 'x' } },
        { name, at, data: gauge(2), resource: { host: 'b', zone: 'x' } },
        { name, at, data: gauge(3), resource: { host: 'b' }, attributes: { core: 1, busy: true, host: 'inner' } },
        { name: `${name}.other`, at, data: gauge(4), resource: { host: 'a', zone: 'x' } },
      ]);
      const found = async (labels: Readonly<Record<string, string>>) => (await valuesOf(target, name, { labels })).flat().sort();
      const { series } = await ask(target, name, { labels: { core: '1' } });
      return {
        all: await found({}),
        zone: await found({ zone: 'x' }),
        both: await found({ zone: 'x', host: 'b' }),
        none: await found({ host: 'c' }),
        unknown: await found({ nowhere: 'c' }),
        labels: series.map(({ labels }) => labels),
      };
    },
    expected: () => ({
      ...{ all: [1, 2, 3], zone: [1, 2], both: [2], none: [], unknown: [] },
      labels: [{ host: 'b', core: '1', busy: 'true', 'sample.host': 'inner' }],
    }),
  },
  {
    name: 'has no series of a metric that nobody wrote, nor of a field that no sample has',
    run: async (target, name) => {
      const nothing = await ask(target, `${name}.unheard`);
      await write(target, [{ name, at: target.at, data: gauge(1) }]);
      return [nothing, await ask(target, name, { field: 'p12.5' }), await ask(target, name, { from: 1_000, to: 2_000 })];
    },
    expected: () => Array(3).fill({ series: [], truncated: false }),
  },
  {
    name: 'keeps a label’s text as it is, and takes none for a command',
    run: async (target, name) => {
      const { at } = target;
      const rejected = await write(
        target,
        hostileTexts.map((text, index) => ({ name, at, data: gauge(index), attributes: { text } })),
      );
      const answers: (readonly unknown[])[] = [];
      for (const [index, text] of hostileTexts.entries()) {
        const { series } = await ask(target, name, { labels: { text } });
        answers.push([series.length, series[0]?.labels['text'] === text, series[0]?.points[0]?.value === index]);
      }
      return { rejected, answers };
    },
    expected: () => ({ rejected: [], answers: hostileTexts.map(() => [1, true, true]) }),
  },
  {
    name: 'keeps names of labels and metrics as they are, and takes none for a command',
    run: async (target, name) => {
      const { at } = target;
      const keys = [...hostileTexts, ...reservedKeys];
      const rejected: string[] = [];
      const answers: (readonly unknown[])[] = [];
      for (const key of keys) {
        const metric = `${key}${name}`;
        rejected.push(...(await write(target, [{ name: metric, at, data: gauge(1), resource: { [key]: 'yes' } }])));
        const { series } = await ask(target, metric, { labels: { [key]: 'yes' } });
        answers.push([key, series.map(({ labels }) => labels)]);
      }
      return { rejected, answers };
    },
    expected: () => ({ rejected: [], answers: [...hostileTexts, ...reservedKeys].map((key) => [key, [{ [key]: 'yes' }]]) }),
  },
  {
    name: 'keeps of distributions what they count',
    run: async (target, name) => {
      const { at } = target;
      const histogram = { count: 4, sum: 10, min: 1, max: 5, explicitBounds: [], bucketCounts: [] };
      const summary = {
        count: 2,
        sum: 3,
        quantiles: [
          { quantile: 0.5, value: 1 },
          { quantile: 0.999, value: 2 },
        ],
      };
      await write(target, [
        { name, at, data: { type: 'histogram', temporality: 'delta', value: histogram } },
        { name, at: at + 1, data: { type: 'histogram', temporality: 'delta', value: { ...histogram, count: 6 } } },
        { name: `${name}.summary`, at, data: { type: 'summary', value: summary } },
      ]);
      const of = async (field: string, metric = name) => (await valuesOf(target, metric, { field, aggregate: 'sum' })).flat();
      return [
        await of('count'),
        await of('sum'),
        await of('min'),
        await of('max'),
        await of('p50', `${name}.summary`),
        await of('p99.9', `${name}.summary`),
      ];
    },
    expected: () => [[10], [20], [2], [10], [1], [2]],
  },
  {
    name: 'is changed by nothing that comes again, and by a later value of the same series and time',
    run: async (target, name) => {
      const { at } = target;
      const first = { name, at, data: gauge(1), version: 1 };
      const seen: unknown[] = [];
      for (const samples of [[first], [first], [first, first], [{ ...first, data: gauge(5), version: 2 }]]) {
        seen.push(await write(target, samples), await valuesOf(target, name, { aggregate: 'sum' }));
      }
      return seen;
    },
    expected: () => [[], [[1]], [], [[1]], [], [[1]], [], [[5]]],
  },
  {
    name: 'takes the later of two values of one series and time that come together',
    run: async (target, name) => {
      const { at } = target;
      const rejected = await write(target, [
        { name, at, data: gauge(1), version: 1 },
        { name, at, data: gauge(2), version: 2 },
      ]);
      return [rejected, await valuesOf(target, name, { aggregate: 'sum' })];
    },
    expected: () => [[], [[2]]],
  },
  {
    name: 'hands back what is no finite number, and keeps the rest',
    run: async (target, name) => {
      const { at } = target;
      const values = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -1.7976931348623157e308, 1e21, -0];
      const rejected = await write(
        target,
        values.map((value, index) => ({ name, at: at + index * minute, data: gauge(value) })),
      );
      return [rejected, (await valuesOf(target, name)).flat().map(String)];
    },
    expected: () => [Array(3).fill('The value is not finite.'), ['1', '5e-324', '-1.7976931348623157e+308', '1e+21', '0']],
  },
  {
    name: 'takes samples by the hundreds, and says when there are more points than were asked for',
    run: async (target, name) => {
      const { at } = target;
      const samples = Array.from({ length: 250 }, (_, index) => ({
        name,
        at: at + index * 1_000,
        data: gauge(index),
        resource: { host: `h${index % 2}` },
      }));
      const rejected = await write(target, samples);
      const few = await ask(target, name, { stepMs: 1_000, to: at + 5_000, maxPoints: 5 });
      const bounded = await ask(target, name, { stepMs: 1_000, to: at + 6_000, maxPoints: 6, from: at });
      const more = await ask(target, name, { stepMs: 10_000, to: at + 30_000, maxPoints: 4 });
      const total = await valuesOf(target, name, { stepMs: 10 * minute, aggregate: 'count' });
      const shape = ({ series, truncated }: typeof few) => [series.flatMap(({ points }) => points).length, truncated];
      return [rejected, shape(few), shape(bounded), shape(more), total.flat().reduce((sum, value) => sum + value, 0)];
    },
    expected: () => [[], [5, false], [6, false], [4, true], 250],
  },
  {
    name: 'answers more points than fit a page',
    run: async (target, name) => {
      const { at } = target;
      await write(
        target,
        Array.from({ length: 1_500 }, (_, index) => ({ name, at: at + index, data: gauge(index) })),
      );
      const { series, truncated } = await ask(target, name, { stepMs: 1, to: at + 1_500, maxPoints: 2_000 });
      const points = series[0]?.points ?? [];
      return [points.length, truncated, points.every(({ time, value }) => time === at + value)];
    },
    expected: () => [1_500, false, true],
  },
  {
    name: 'refuses a query that makes no sense before it asks',
    run: async (target, name) => {
      const { at } = target;
      const wrong: readonly Partial<MetricQuery>[] = [
        { name: '' },
        { field: 'value) from' },
        { stepMs: 0 },
        { stepMs: 0.5 },
        { to: at },
        { maxPoints: 0 },
        { maxPoints: 1e9 },
        { maxPoints: 9 },
        { from: Number.NaN },
      ];
      const refused: string[] = [];
      for (const more of wrong)
        refused.push(
          await ask(target, name, more).then(
            () => 'answered',
            (error: unknown) => (error instanceof Error ? error.name : 'no error'),
          ),
        );
      return refused;
    },
    expected: () => Array(9).fill('InputError'),
  },
];
