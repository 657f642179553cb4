/** What is remembered of a resource to make readings of its signals, and its packed form. */
import type { Previous } from './counter.ts';
import { type Distribution, Distributions } from './distribution.ts';
import type { LogLevels } from './log-levels.ts';
import type { MetricMemory } from './metric-readings.ts';
import type { Operation, Operations } from './operations.ts';
import type { OverflowingMetric } from './overflow.ts';

/** Changed in place. */
export interface Sources {
  readonly metrics: MetricMemory;
  readonly operations: Operations;
  readonly logs: LogLevels;
}

type Entries<Value> = readonly (readonly [string, Value])[];

/** JSON-able. */
export interface PackedSources {
  readonly counters: Entries<Previous>;
  readonly distributions: Entries<Distribution>;
  readonly overflows: Entries<OverflowingMetric>;
  readonly operations: { readonly latest: number; readonly byKey: Entries<Operation> };
  readonly logs: LogLevels;
}

/** Of a resource never seen before. */
export const startSources = (): Sources => ({
  metrics: { counters: new Map(), distributions: new Distributions(), overflows: new Map(), limited: {} },
  operations: { latest: 0, byKey: new Map() },
  logs: { latest: 0, minutes: [] },
});

/** What of a map is kept, and when each of it was last seen (ms epoch). */
type Keep = <Value>(entries: ReadonlyMap<string, Value>, seenAt: (value: Value) => number) => Entries<Value>;

/** What `keep` keeps of it. */
export const packSources = ({ metrics, operations, logs }: Sources, keep: Keep): PackedSources => ({
  counters: keep(metrics.counters, ([, at]) => at),
  distributions: keep(metrics.distributions.entries, ({ at }) => at),
  overflows: keep(metrics.overflows, ({ lastAt }) => lastAt),
  operations: { latest: operations.latest, byKey: keep(operations.byKey, ({ lastAt }) => lastAt) },
  logs,
});

/** The same again; counters alone where they are all that an older version kept. */
export const unpackSources = (packed: PackedSources | undefined, olderCounters: Entries<Previous> = []): Sources => {
  const fresh = startSources();
  for (const [key, counter] of olderCounters) fresh.metrics.counters.set(key, counter);
  return packed === undefined ? fresh : unpackAll(packed);
};

const unpackAll = ({ counters, distributions, overflows, operations, logs }: PackedSources): Sources => ({
  metrics: {
    counters: new Map(counters),
    distributions: new Distributions(distributions),
    overflows: new Map(overflows),
    limited: {},
  },
  operations: { latest: operations.latest, byKey: new Map(operations.byKey) },
  logs,
});

/** Lets go of what was not seen since `oldest` (ms epoch): its place is free. */
export const forgetSources = ({ metrics, operations }: Sources, oldest: number): void => {
  for (const [key, [, at]] of metrics.counters) if (at < oldest) metrics.counters.delete(key);
  for (const [key, { at }] of metrics.distributions.entries) if (at < oldest) metrics.distributions.delete(key);
  for (const [key, { lastAt }] of metrics.overflows) if (lastAt < oldest) metrics.overflows.delete(key);
  for (const [key, { lastAt }] of operations.byKey) if (lastAt < oldest) operations.byKey.delete(key);
};
