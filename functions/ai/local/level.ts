/** What the sender's own level is worth beside the text, as log-odds of needing attention. */
import type { Features } from './features.ts';

/** Stated by hand, not learned: our examples have no levels. Senders rarely call trouble `info`, and rarely something routine a warning. */
const worth: readonly (readonly [least: number, odds: number])[] = [
  [21, 3.5],
  [17, 3.5],
  [13, 3.5],
  [10, -3.5],
  [9, -4],
  [1, -4.5],
];

/** What the text is worth beside a level: both tell of the same thing, so they must not count twice. */
export const besideLevel = 0.5;

/** Programs that log every line of a dump, or what they put right, at one level: that level says little. */
const harmlessOdds = 1;

/** A dump of registers, or a text that plainly tells of something put right. */
export const isHarmless = ({ all, dump }: Features, textOdds: number): boolean =>
  textOdds < 0 && (dump || all.some(({ name }) => /^s (correct|recover|restor|repair)$/.test(name)));

/** By OpenTelemetry severity number; 0 where nobody told. */
export const levelWorth = (severityNumber: number, harmless: boolean): number => {
  const odds = worth.find(([least]) => severityNumber >= least)?.[1] ?? 0;
  return harmless ? Math.min(odds, harmlessOdds) : odds;
};

/** What a level adds to the odds that attention means critical. */
export const criticalWorth = (severityNumber: number): number => (severityNumber >= 21 ? 4 : severityNumber >= 17 ? 0.5 : 0);
