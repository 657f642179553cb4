/** How long things took, of many samples: quantiles by nearest rank, and which stage had which share of the time. */

/** One thing's way, in milliseconds by stage. */
export type Stages = Readonly<Record<string, number>>;

export interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly stages: readonly StageLatency[];
}

interface StageLatency {
  readonly stage: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the time of all samples together, 0 to 1. */
  readonly share: number;
}

/** Nearest rank: a value that was really seen. */
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** `names`: the stages in their order; a stage that a sample has not, took no time. */
export const latencyOf = (samples: readonly Stages[], names: readonly string[]): Latency => {
  const totals = ascending(samples.map((sample) => sumOf(names.map((name) => sample[name] ?? 0))));
  const all = sumOf(totals);
  return {
    count: samples.length,
    ...{ p50Ms: quantile(totals, 0.5), p99Ms: quantile(totals, 0.99), maxMs: totals.at(-1) ?? 0 },
    stages: names.map((stage) => {
      const values = ascending(samples.map((sample) => sample[stage] ?? 0));
      return { stage, p50Ms: quantile(values, 0.5), p99Ms: quantile(values, 0.99), share: all === 0 ? 0 : sumOf(values) / all };
    }),
  };
};
