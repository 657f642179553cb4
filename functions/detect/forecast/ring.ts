/** The envelope of a series in buckets of wall time: the highest value of each, the newest last. */

/** Changed in place. Values are integers, in units of the history; adding 0 makes -0 the 0 that JSON knows. */
export interface Ring {
  /** Milliseconds; buckets begin at multiples of it. */
  width: number;
  /** Number of the open bucket since the epoch. */
  index: number;
  /** Highest value of the open bucket so far. */
  open: number;
  /** Buckets before it, without holes. */
  closed: number[];
}

/** How many buckets a ring holds, and how far they widen before the oldest are forgotten. */
export interface RingLimits {
  readonly width: number;
  readonly maxWidth: number;
  readonly capacity: number;
}

export const startRing = ({ width }: RingLimits, at: number, value: number): Ring => ({
  width,
  index: Math.floor(at / width),
  open: value,
  closed: [],
});

/** Two buckets become one; the newest joins the open one where both lie in the same. */
const widen = (ring: Ring): void => {
  const merged: number[] = [];
  const first = ring.index - ring.closed.length;
  for (const [offset, value] of ring.closed.entries()) {
    const isSecond = (first + offset) % 2 !== 0 && offset > 0;
    const last = merged.at(-1);
    if (isSecond && last !== undefined) merged[merged.length - 1] = Math.max(last, value);
    else merged.push(value);
  }
  if (ring.index % 2 !== 0) ring.open = Math.max(ring.open, merged.pop() ?? ring.open);
  ring.width *= 2;
  ring.index = Math.floor(ring.index / 2);
  ring.closed = merged;
};

/** Adds a value that is not older than the open bucket. Buckets without a value lie on the line between their neighbours; a gap as long as the memory begins it anew. */
export const addToRing = (ring: Ring, limits: RingLimits, at: number, value: number): void => {
  const index = Math.floor(at / ring.width);
  const elapsed = index - ring.index;
  if (elapsed <= 0) {
    ring.open = Math.max(ring.open, value);
    return;
  }
  if (elapsed > limits.capacity) {
    Object.assign(ring, startRing(limits, at, value));
    return;
  }
  for (let each = 0; each < elapsed; each += 1) ring.closed.push(Math.round(ring.open + ((value - ring.open) * each) / elapsed) + 0);
  ring.index = index;
  ring.open = value;
  while (ring.closed.length > limits.capacity && ring.width < limits.maxWidth) widen(ring);
  if (ring.closed.length > limits.capacity) ring.closed.splice(0, ring.closed.length - limits.capacity);
};

/** Every value in a coarser unit. */
export const rescaleRing = (ring: Ring, factor: number): void => {
  ring.open = Math.round(ring.open / factor) + 0;
  ring.closed = ring.closed.map((value) => Math.round(value / factor) + 0);
};

/** Width, open bucket and count, then each value as its difference from the one before: small numbers are short text. */
export const packRing = ({ width, index, open, closed }: Ring): readonly number[] => [
  width,
  index,
  closed.length,
  ...[...closed, open].map((value, place, all) => value - (all[place - 1] ?? 0)),
];

/** The ring at the head of the numbers, and the rest of them. */
export const unpackRing = (numbers: readonly number[]): { readonly ring: Ring; readonly rest: readonly number[] } | undefined => {
  const [width = 0, index = 0, count = -1] = numbers;
  if (!(width > 0 && Number.isInteger(count) && count >= 0 && numbers.length >= count + 4)) return undefined;
  let value = 0;
  const values = numbers.slice(3, count + 4).map((difference) => {
    value += difference;
    return value;
  });
  const open = values.pop() ?? 0;
  return { ring: { width, index, open, closed: values }, rest: numbers.slice(count + 4) };
};
