/** Sudden falls of an envelope: a log was rotated, a garbage collection ran, somebody cleaned up. */
import { median } from './median.ts';

/** A fall is a reset when it takes this share of the range, and is this many times the usual step. */
const shareOfRange = 0.25;
const usualSteps = 8;
/** As many resets make a saw-tooth. */
const teeth = 3;
/** Two make one as well, when both fell from heights that differ by less than this share of the range. */
const sameHeight = 0.15;

/** Where buckets begin that lie below a reset, oldest first. A fall may take two buckets. */
export const resetsOf = (values: readonly number[]): readonly number[] => {
  const range = Math.max(...values) - Math.min(...values);
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));
  const least = Math.max(shareOfRange * range, usualSteps * median(steps));
  if (!(range > 0)) return [];
  const resets: number[] = [];
  for (let index = 1; index < values.length; index += 1) {
    const fall = (values[index - 1] ?? 0) - (values[index] ?? 0);
    const slower = (values[index - 2] ?? 0) - (values[index] ?? 0);
    if (fall < least && !(slower >= least && fall > 0 && slower - fall < least)) continue;
    if (resets.at(-1) === index - 1) resets.pop();
    resets.push(index);
  }
  return resets;
};

/** Whether resets come again and again, so that the next is to be expected. */
export const isSawTooth = (values: readonly number[], resets: readonly number[]): boolean => {
  if (resets.length !== 2) return resets.length >= teeth;
  const [first = 0, second = 0] = resets.map((index) => Math.max(values[index - 1] ?? 0, values[index - 2] ?? values[index - 1] ?? 0));
  return Math.abs(first - second) < sameHeight * (Math.max(...values) - Math.min(...values));
};

/** A series without its resets. */
export interface Undone {
  readonly values: readonly number[];
  /** How much less its slope is known than that of a series which never had any: ratio of standard errors, 1 or more. */
  readonly looseness: number;
}

/** Sum of squares of the first whole numbers about their mean. */
const spreadOf = (count: number): number => (count * (count * count - 1)) / 12;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The series as if nobody had cleaned up, at today's level: pieces between resets are laid on one line, whose slope is that within them all (least squares with a level for each). */
export const undoResets = (values: readonly number[], resets: readonly number[]): Undone => {
  if (resets.length === 0) return { values, looseness: 1 };
  const pieces = [0, ...resets].map((from, index) => values.slice(from, resets[index] ?? values.length));
  let products = 0;
  let squares = 0;
  for (const piece of pieces) {
    const [mean, middle] = [meanOf(piece), (piece.length - 1) / 2];
    for (const [index, value] of piece.entries()) products += (index - middle) * (value - mean);
    squares += spreadOf(piece.length);
  }
  const slope = squares > 0 ? products / squares : 0;
  const last = pieces.at(-1) ?? [];
  const middleOf = (index: number): number => ([0, ...resets][index] ?? 0) + ((pieces[index]?.length ?? 1) - 1) / 2;
  const undone = pieces.flatMap((piece, index) => {
    const shift = meanOf(last) - meanOf(piece) - slope * (middleOf(pieces.length - 1) - middleOf(index));
    return piece.map((value) => value + shift);
  });
  return { values: undone, looseness: Math.sqrt(spreadOf(values.length) / Math.max(1, squares)) };
};

/** A fall to within this share of the range from the lowest value before may be that of a saw-tooth. */
const nearBottom = 0.1;

/** The height from which it fell to the bottom, as long as it was not reached again: it may fall from there once more. */
export const ceilingOf = (values: readonly number[], resets: readonly number[]): number | undefined => {
  const reset = resets.at(-1);
  if (reset === undefined) return undefined;
  const [before, after] = [values.slice(0, reset), values.slice(reset)];
  const lowest = Math.min(...before);
  const isBottom = Math.min(...after) <= lowest + nearBottom * (Math.max(...before) - lowest);
  const height = Math.max(...before.slice(-2));
  return isBottom && Math.max(...after) < height ? height : undefined;
};
