/** How many series a resource may have, and how many of them one metric. */
import type { DetectionPolicy } from '#kernel/policy.ts';
import { familyOf, overflowAttribute } from './series-key.ts';

type Known = ReadonlyMap<string, unknown>;

/** Keys of a map by family, as long as the map is of this size; those that stand for what found no room take none. */
interface Census {
  readonly size: number;
  readonly byFamily: ReadonlyMap<string, number>;
}

const takeCensus = (known: Known): Census => {
  const byFamily = new Map<string, number>();
  for (const key of known.keys()) {
    const family = familyOf(key);
    // Who calls its own series so evades the budget of its metric, not that of the resource.
    if (!key.startsWith(overflowAttribute, family.length + 1)) byFamily.set(family, (byFamily.get(family) ?? 0) + 1);
  }
  return { size: known.size, byFamily };
};

/** The budget of each resource. */
export interface SeriesBudget {
  /** Whether there is room for a newcomer that counts for so many. */
  admits(known: Known, key: string, each?: number): boolean;
  /** To be called when series were let go: others may have come to as many. */
  recount(): void;
}

/** The budget that a policy gives. */
export const seriesBudget = ({
  maxSeriesPerResource,
  maxSeriesPerMetric,
}: Pick<DetectionPolicy, 'maxSeriesPerResource' | 'maxSeriesPerMetric'>): SeriesBudget => {
  let censuses = new WeakMap<Known, Census>();
  return {
    recount: () => {
      censuses = new WeakMap();
    },
    admits: (known, key, each = 1) => {
      if (known.size * each >= maxSeriesPerResource) return false;
      let census = censuses.get(known);
      if (census === undefined || census.size !== known.size) {
        census = takeCensus(known);
        censuses.set(known, census);
      }
      return (census.byFamily.get(familyOf(key)) ?? 0) * each < maxSeriesPerMetric;
    },
  };
};
