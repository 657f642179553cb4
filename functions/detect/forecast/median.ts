/** Order statistics. */

/** The value below which the share `q` (0 to 1) lies, of values in order; between two of them on the line. 0 of none. */
export const quantileOf = (ordered: readonly number[], q: number): number => {
  if (ordered.length === 0) return 0;
  const place = q * (ordered.length - 1);
  const lower = ordered[Math.floor(place)] ?? 0;
  const upper = ordered[Math.ceil(place)] ?? lower;
  return lower === upper ? lower : lower + (place - Math.floor(place)) * (upper - lower);
};

export const median = (values: readonly number[]): number =>
  quantileOf(
    values.toSorted((a, b) => a - b),
    0.5,
  );
