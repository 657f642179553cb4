/** Turns metric samples into readings: levels as they are, counters into rates, distributions into rate, mean and percentile of what came. */
import { type MetricData, type MetricSignal, toMillis } from '#kernel/signal.ts';
import { bucketsOf } from './buckets.ts';
import type { SeriesBudget } from './budget.ts';
import { type Increase, increaseOf, type PreviousByKey, type Totals, totalsOf } from './counter.ts';
import { type Distributions, foldSample } from './distribution.ts';
import { addOverflow, noteOverflow, type Overflows } from './overflow.ts';
import { addTotal } from './overflow-rounds.ts';
import type { Reading, Unread } from './reading.ts';
import { familyOf, seriesKey, seriesLabels } from './series-key.ts';

/** What is remembered of a resource's metrics; changed in place. */
export interface MetricMemory {
  readonly counters: PreviousByKey;
  readonly distributions: Distributions;
  readonly overflows: Overflows;
  /** Samples of which something was left out since it was last asked, by the limit they were over. */
  limited: Record<string, number>;
}

/** Of the quantiles a summary tells, the one that is read is the highest from here on that is no maximum. */
const leastQuantile = 0.9;

/** Distributions of time are worse when higher; of anything else we cannot know. */
const isDuration = (name: string, unit: string): boolean =>
  ['s', 'ms', 'us', 'ns'].includes(unit) || name.includes('duration') || name.includes('latency');

/** One sample, with what all of its readings have in common. */
interface Sample {
  readonly signal: MetricSignal;
  readonly key: string;
  readonly unit: string;
  readonly base: Pick<Reading, 'at' | 'upOnly' | 'labels' | 'signals' | 'count'>;
}

const rateReading = ({ signal: { data, name }, key, unit, base }: Sample, { from, total }: Increase): Reading => {
  const isSum = data.type === 'sum';
  const value = total / ((base.at - from) / 1000);
  return { ...base, key: `${key}\0rate`, name: isSum ? name : `${name}.rate`, aspect: 'rate', value, unit: `${isSum ? unit : ''}/s` };
};

const meanReading = ({ signal: { name }, key, unit, base }: Sample, { total, sum }: Increase): Reading => ({
  ...base,
  ...{ key, name, aspect: 'mean', value: sum / total, unit, upOnly: isDuration(name, unit) },
});

/** The percentile that the sender computed itself. */
const summaryReading = ({ signal: { data, name }, key, unit, base }: Sample): readonly Reading[] => {
  if (data.type !== 'summary') return [];
  let best = { quantile: 0, value: Number.NaN };
  for (const each of data.value.quantiles)
    if (each.quantile >= leastQuantile && each.quantile < 1 && each.quantile > best.quantile) best = each;
  if (!Number.isFinite(best.value)) return [];
  const suffix = `p${Number((best.quantile * 100).toPrecision(5))}`;
  const upOnly = isDuration(name, unit);
  return [{ ...base, key: `${key}\0${suffix}`, name: `${name}.${suffix}`, aspect: 'quantile', value: best.value, unit, upOnly }];
};

/** The percentile of what came, once enough did. */
const percentileReading = (sample: Sample, { from, restarted }: Increase, memory: MetricMemory): readonly Reading[] => {
  const { signal, key, unit, base } = sample;
  const { data, name } = signal;
  if (data.type !== 'histogram' && data.type !== 'exponential_histogram') return [];
  const buckets = bucketsOf(data);
  if (buckets === undefined) return [];
  const delta = data.temporality === 'delta';
  const { next, read } = foldSample(memory.distributions.entries.get(key), { from, at: base.at, buckets, delta, restarted });
  if (!memory.distributions.set(key, next)) memory.limited['histogram_buckets'] = (memory.limited['histogram_buckets'] ?? 0) + 1;
  if (read === undefined) return [];
  const { value, lower, upper, count } = read;
  const named = { key: `${key}\0p99`, name: `${name}.p99`, aspect: 'quantile' } as const;
  return [{ ...base, ...named, value, bounds: [lower, upper], unit, upOnly: isDuration(name, unit), count }];
};

/** What can be added up of counters without a place of their own: increases that tell themselves, totals of the same series. */
const overflowReadings = (sample: Sample, { total, sum, delta }: Totals, memory: MetricMemory): readonly Reading[] | Unread => {
  const { signal, key, unit, base } = sample;
  const metric = noteOverflow(memory.overflows, familyOf(key), base.at);
  if (metric === undefined) return 'overflow';
  const common = { name: signal.name, unit, ref: base.signals[0] ?? '', distribution: signal.data.type !== 'sum' };
  if (delta) return addOverflow(metric, { at: base.at, total, sum, ...common });
  const closed = addTotal(metric.rounds, key, base.at, total, sum);
  if (closed === undefined) return [];
  if (!('untold' in closed)) return addOverflow(metric, { ...closed, ...common });
  memory.limited['overflow_totals'] = (memory.limited['overflow_totals'] ?? 0) + closed.untold;
  return [];
};

/** A series that is said to have ended begins anew if it comes again. */
const end = (key: string, at: number, { counters, distributions }: MetricMemory, budget: SeriesBudget): Unread => {
  const known = counters.get(key);
  if (known !== undefined && at > known[1]) {
    counters.delete(key);
    distributions.delete(key);
    budget.recount();
  }
  return 'no_value';
};

const levelReading = (data: MetricData, key: string, name: string, unit: string, base: Sample['base']): readonly Reading[] | Unread =>
  (data.type === 'gauge' || data.type === 'sum') && Number.isFinite(data.value)
    ? [{ ...base, key, name, aspect: 'gauge', value: data.value, unit }]
    : 'no_value';

/** The readings of one sample (a distribution has up to three), or why there is none. Updates `memory`, held within the budget. */
export const metricReadings = (
  signal: MetricSignal,
  signalRef: string,
  memory: MetricMemory,
  budget: SeriesBudget,
): readonly Reading[] | Unread => {
  const { data, name } = signal;
  const at = toMillis(signal.timeUnixNano);
  const key = seriesKey(name, signal.attributes);
  if (data.type === 'none') return end(key, at, memory, budget);
  const unit = signal.unit === '1' ? '' : (signal.unit ?? '');
  const base = { at, upOnly: false, labels: () => seriesLabels(signal.attributes), signals: [signalRef], count: 1 };
  const totals = totalsOf(data);
  if (totals === undefined) return levelReading(data, key, name, unit, base);
  if (!Number.isFinite(totals.total)) return 'no_value';
  const sample: Sample = { signal, key, unit, base };
  const before = memory.counters.get(key);
  if (before !== undefined && at <= before[1]) return 'late';
  if (before === undefined && !budget.admits(memory.counters, key)) return overflowReadings(sample, totals, memory);
  const startAt = signal.startTimeUnixNano === undefined ? 0 : toMillis(signal.startTimeUnixNano);
  const increase = increaseOf(totals, startAt, at, before);
  memory.counters.set(key, [startAt, at, totals.total, Number.isFinite(totals.sum) ? totals.sum : 0]);
  const isSum = data.type === 'sum';
  if (increase === undefined || increase.from >= at) {
    // The first of a cumulative histogram is what later ones are measured from.
    if (!isSum) percentileReading(sample, { from: at, total: 0, sum: 0, restarted: false }, memory);
    return 'first_of_counter';
  }
  const rate = rateReading(sample, increase);
  if (isSum) return [rate];
  const mean = increase.total > 0 && Number.isFinite(increase.sum) ? [meanReading(sample, increase)] : [];
  return [rate, ...mean, ...summaryReading(sample), ...percentileReading(sample, increase, memory)];
};
