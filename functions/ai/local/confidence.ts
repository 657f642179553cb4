/** The map from a score to the probability that a message needs attention: straight lines between learned points, never falling. */

/** Ascending in both. */
export type Curve = readonly (readonly [score: number, probability: number])[];

/** The probability at a score; outside the points, that of the nearest. */
export const probabilityAt = (curve: Curve, score: number): number => {
  const after = curve.findIndex(([at]) => at >= score);
  const [rightScore, right] = curve[after] ?? curve.at(-1) ?? [0, 0.5];
  if (after <= 0) return right;
  const [leftScore, left] = curve[after - 1] ?? [0, 0.5];
  return rightScore === leftScore ? right : left + ((right - left) * (score - leftScore)) / (rightScore - leftScore);
};
