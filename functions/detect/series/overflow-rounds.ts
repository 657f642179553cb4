/**
 * Cumulative counters without a place each: their totals are added up as they come, round by round, and the same series' sum a round later
 * tells what all of them together counted meanwhile. It takes no memory a series, and says nothing where the series are not the same.
 */

/** Totals of one metric at one time; changed in place. */
interface Round {
  /** ms epoch; 0 before the first. */
  at: number;
  /** Tells sets of series apart: the sum of their keys' hashes. */
  set: number;
  series: number;
  total: number;
  /** Of a distribution's values; 0 elsewhere. */
  sum: number;
}

/** The open round, and the last one of each of the sets that take turns: several scrapes may make up one resource. Changed in place. */
export interface OverflowRounds {
  open: Round;
  closed: readonly Readonly<Round>[];
}

/** Sets that are remembered. */
const mostSets = 4;

export const startRounds = (): OverflowRounds => ({ open: { at: 0, set: 0, series: 0, total: 0, sum: 0 }, closed: [] });

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** What was counted between two rounds of the same series, the later at `at` (ms epoch). */
interface Counted {
  readonly at: number;
  readonly total: number;
  readonly sum: number;
}

/** A round that is over: what was counted in it, or how many series it is of if that cannot be told. */
type Closed = Counted | { readonly untold: number };

const closeRound = (rounds: OverflowRounds): Closed => {
  const { open, closed } = rounds;
  const before = closed.find(({ set, series }) => set === open.set && series === open.series);
  rounds.closed = [{ ...open }, ...closed.filter((each) => each !== before)].slice(0, mostSets);
  // Less than before: some of them began anew, and nobody knows which.
  if (before === undefined || open.total < before.total) return { untold: open.series };
  return { at: open.at, total: open.total - before.total, sum: open.sum - before.sum };
};

/** Adds one series' total (and sum) at a time; the round that this sample shows to be over. */
export const addTotal = (rounds: OverflowRounds, key: string, at: number, total: number, sum: number): Closed | undefined => {
  const { open } = rounds;
  if (at < open.at) return { untold: 1 };
  const closed = at > open.at && open.series > 0 ? closeRound(rounds) : undefined;
  if (at > open.at) Object.assign(open, { at, set: 0, series: 0, total: 0, sum: 0 });
  open.set += hashOf(key);
  open.series += 1;
  open.total += total;
  open.sum = Number.isFinite(sum) ? open.sum + sum : 0;
  return closed;
};
