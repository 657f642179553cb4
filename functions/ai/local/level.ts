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
const besideLevel = 0.5;

/** Programs write what they put right, and where it was, at the level of what was wrong: that level says little. */
const besideWorth = 0.5;
/** So they do with every line of a dump, which itself says nothing. */
const dumpWorth = -1.5;

/** A text that tells of something put right, or names an address and no more. */
const isBeside = ({ all }: Features): boolean =>
  all.some(({ name }) => name === 'x address' || /^s (correct|recover|restor|repair)$/.test(name));

/** By OpenTelemetry severity number; 0 where nobody told. */
const levelWorth = (severityNumber: number): number => worth.find(([least]) => severityNumber >= least)?.[1] ?? 0;

/** The odds of text and level together. */
export const withLevel = (features: Features, textOdds: number, severityNumber: number): number => {
  const level = levelWorth(severityNumber);
  if (features.dump) return Math.min(textOdds, 0) * besideLevel + Math.min(level, dumpWorth);
  if (severityNumber === 0) return textOdds;
  return textOdds * besideLevel + (textOdds < 0 && isBeside(features) ? Math.min(level, besideWorth) : level);
};

/** OpenTelemetry's severity numbers from here on are FATAL. */
export const fatal = 21;
/** What it adds to the odds that attention means critical. */
export const fatalWorth = 4;
