/** A window of time that may recur: when it begins and ends, on the wall clock of a time zone. */
import { durationMs } from '#kernel/duration.ts';
import { InputError } from '#kernel/errors.ts';
import type { MaintenancePolicy } from '#kernel/policy.ts';
import { dayMs, readLocal } from './local-time.ts';
import { type Recurrence, readRecurrence } from './recurrence.ts';
import { instantByOffsetBefore, latestLocal, wallClock } from './zone.ts';

type Written = MaintenancePolicy['windows'][number];
type Span = { readonly from: number; readonly to: number };

/** A window, asked at instants: milliseconds since the epoch. */
export interface Window {
  /** When the window that holds at this instant ends, the last of several; `undefined` outside. */
  endOf(at: number): number | undefined;
  /** The windows that hold at some time from one instant to before another, in order. */
  between(from: number, to: number): readonly Span[];
}

/** A window that recurs is no longer than this: so few of it can hold at once. */
const longestMs = 31 * dayMs;
/** Questions of the same so many days are answered from one step through the rule. */
const blockMs = 16 * dayMs;
const keptBlocks = 8;

/** How long all windows take: what the first does, in real time (RFC 5545, 3.8.5.3). */
const lengthOf = ({ name, start, end, duration, rrule, timeZone }: Written): number => {
  const instant = (text: string): number => instantByOffsetBefore(timeZone, readLocal(text));
  const length = end === undefined ? durationMs(duration ?? '') : instant(end) - instant(start);
  if (length <= 0) throw new InputError(`the window ${name} has no length`, { reason: 'window' });
  if (rrule !== undefined && length > longestMs)
    throw new InputError(`the window ${name} recurs and is longer than 31 days`, { reason: 'window' });
  return length;
};

/** All begin but those that are left out: by their local time, or by their day. */
const recurrenceOf = ({ start, rrule, timeZone }: Written): Recurrence => {
  const first = readLocal(start);
  if (rrule !== undefined) return readRecurrence(rrule, first, (at) => wallClock(timeZone, at));
  return { between: (from, to) => (from <= first && first < to ? [first] : []) };
};

/**
 * A window of the policy. A start that comes twice, because clocks are put back, is the first; one that does not exist is counted
 * with the offset from before the change, as RFC 5545 (3.3.5) says: 02:30 becomes 03:30. InputError when its rule is none.
 */
export const readWindow = (written: Written): Window => {
  const { timeZone, exceptions } = written;
  const length = lengthOf(written);
  const recurrence = recurrenceOf(written);
  const leftOut = new Set(exceptions.map(readLocal));
  const daysLeftOut = new Set(exceptions.filter((text) => text.length === 10).map(readLocal));
  const isLeftOut = (local: number): boolean => leftOut.has(local) || daysLeftOut.has(Math.floor(local / dayMs) * dayMs);

  const between = (from: number, to: number): readonly Span[] => {
    // A day more on both sides: what the clock shows is off by so much at most, and what it skips.
    const [earliest, latest] = [wallClock(timeZone, from - length) - dayMs, latestLocal(timeZone, to) + dayMs];
    return recurrence
      .between(earliest, latest)
      .filter((local) => !isLeftOut(local))
      .map((local) => instantByOffsetBefore(timeZone, local))
      .map((begin) => ({ from: begin, to: begin + length }))
      .filter((span) => span.from < to && span.to > from);
  };

  const blocks = new Map<number, readonly Span[]>();
  const spansOf = (block: number): readonly Span[] => {
    const known = blocks.get(block);
    if (known !== undefined) return known;
    if (blocks.size >= keptBlocks) blocks.clear();
    const spans = between(block * blockMs, (block + 1) * blockMs);
    blocks.set(block, spans);
    return spans;
  };

  return {
    between,
    endOf: (at) => {
      let end: number | undefined;
      for (const { from, to } of spansOf(Math.floor(at / blockMs))) if (from <= at && at < to) end = Math.max(end ?? to, to);
      return end;
    },
  };
};
