/** What a float series measures: by its metadata, else by OpenMetrics' suffixes (https://prometheus.io/docs/specs/om/open_metrics_spec/#suffixes). */
import type { MetricData } from '#kernel/signal.ts';

/** What a sender tells of a metric. `type` is MetricMetadata.MetricType, the same numbers in both versions. */
export interface Metadata {
  readonly type: number;
  readonly help: string;
  readonly unit: string;
}

export const noMetadata: Metadata = { type: 0, help: '', unit: '' };

const unknown = 0;
const counter = 1;
const gauge = 2;
const histogram = 3;
const summary = 5;

/** Whether values only grow until their source restarts. */
const isCumulative = (name: string, type: number): boolean => {
  if (type === counter) return !name.endsWith('_created');
  if (type !== unknown && type !== histogram && type !== summary) return false;
  return name.endsWith('_total') || name.endsWith('_count') || name.endsWith('_sum') || name.endsWith('_bucket');
};

/** The same for series one after the other: neighbours mostly share their metric's name. */
export const createCumulative = (): ((name: string, type: number) => boolean) => {
  let lastName = '';
  let lastType = unknown;
  let cumulative = false;
  return (name, type) => {
    if (name !== lastName || type !== lastType) {
      cumulative = isCumulative(name, type);
      lastName = name;
      lastType = type;
    }
    return cumulative;
  };
};

export const floatData = (value: number, cumulative: boolean): MetricData =>
  cumulative ? { type: 'sum', value, temporality: 'cumulative', monotonic: true } : { type: 'gauge', value };

const suffix = /_(?:total|count|sum|bucket|created|info)$/;

/** The metadata of a series out of those of a 1.0 request, which go by the family's name: `rpc_seconds` is told of `rpc_seconds_bucket`. */
export const metadataOf = (families: ReadonlyMap<string, Metadata>, name: string): Metadata => {
  const own = families.get(name);
  if (own !== undefined) return own;
  const family = families.get(name.replace(suffix, ''));
  // A gauge has no suffixed series: another metric only happens to be named so.
  return family === undefined || family.type === gauge ? noMetadata : family;
};
