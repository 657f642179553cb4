/** What stores of metric history keep of a sample: numbers by name. */
import type { MetricData } from './signal.ts';

/** `p99.9`: without the tail of a fraction that binary cannot hold. */
const quantileField = (quantile: number): string => `p${Number((quantile * 100).toFixed(9))}`;

/** `value` of gauges and sums; `count`, `sum`, `min`, `max` of distributions, as far as they are known, and a summary's quantiles; nothing of a sample without a value. */
export const metricFields = (data: MetricData): ReadonlyMap<string, number> => {
  if (data.type === 'none') return new Map();
  if (data.type === 'gauge' || data.type === 'sum') return new Map([['value', data.value]]);
  const { count, sum } = data.value;
  const more =
    data.type === 'summary'
      ? data.value.quantiles.map(({ quantile, value }) => [quantileField(quantile), value] as const)
      : ([['min', data.value.min] as const, ['max', data.value.max] as const] as const);
  const all = [['count', count] as const, ['sum', sum] as const, ...more];
  return new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

/** False where a name or number has no place in any store. */
export const areFinite = (fields: ReadonlyMap<string, number>): boolean =>
  [...fields].every(([name, value]) => Number.isFinite(value) && !/NaN|Infinity/.test(name));
