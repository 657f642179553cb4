/** What a forecast remembers of a series: its envelope in fine buckets for the last hours, and in coarse ones for the last weeks. */
import { addToRing, packRing, type Ring, type RingLimits, rescaleRing, startRing, unpackRing } from './ring.ts';

const version = 1;
const minute = 60_000;
const hour = 60 * minute;

/** The last five hours. */
const fine: RingLimits = { width: 10 * minute, maxWidth: 10 * minute, capacity: 30 };
/** Three days in hours, then six in pairs of hours, then the last twelve days in fours. */
const coarse: RingLimits = { width: hour, maxWidth: 4 * hour, capacity: 72 };

/** Values are kept in whole units, once this many or more: four digits tell more than an interval can. */
const leastUnits = 1e4;
/** Arithmetic stays finite. */
const maxValue = 1e150;

/** `rising`: running out is a high value; `falling`: a low one. */
export type Direction = 'rising' | 'falling';
/**
 * Which side of a saw-tooth counts. `peaks`: a disk is full when it first is, however often logs are rotated. `troughs`: memory
 * runs out when even a garbage collection frees none.
 */
export type Envelope = 'peaks' | 'troughs';

/** Changed in place; plain data. Values are turned so that the limit lies above, and the envelope to be followed is the upper one. */
export interface History {
  readonly direction: Direction;
  readonly envelope: Envelope;
  /** Values are in units of 10 to the power of this. */
  exponent: number;
  /** Milliseconds since the epoch of the last sample; 0 before the first. */
  lastAt: number;
  /** The last value, turned, in units. */
  last: number;
  rings: { readonly fine: Ring; readonly coarse: Ring } | undefined;
}

export const startHistory = (direction: Direction, envelope: Envelope): History => ({
  direction,
  envelope,
  exponent: -12,
  lastAt: 0,
  last: 0,
  rings: undefined,
});

const clamp = (value: number): number => Math.max(-maxValue, Math.min(maxValue, value));

/** A value as the rings hold it; not rounded. */
export const toUnits = (history: History, value: number): number =>
  ((history.direction === 'rising' ? 1 : -1) * clamp(value)) / 10 ** history.exponent;

/** And back. */
export const fromUnits = (history: History, units: number): number =>
  (history.direction === 'rising' ? 1 : -1) * units * 10 ** history.exponent;

const fitUnit = (history: History, value: number): void => {
  const digits = Math.abs(clamp(value)) / 10 ** history.exponent;
  if (digits <= 10 * leastUnits) return;
  const more = Math.ceil(Math.log10(digits / leastUnits));
  history.exponent += more;
  history.last = Math.round(history.last / 10 ** more) + 0;
  if (history.rings === undefined) return;
  rescaleRing(history.rings.fine, 10 ** more);
  rescaleRing(history.rings.coarse, 10 ** more);
};

/** Remembers one sample (ms epoch). Nothing happens for what is no number, and for a time that is not after the last one. */
export const observe = (history: History, at: number, value: number): void => {
  if (!(Number.isFinite(value) && Number.isFinite(at) && at > history.lastAt && at < Number.MAX_SAFE_INTEGER)) return;
  fitUnit(history, value);
  history.lastAt = at;
  // Adding 0 makes -0 the 0 that JSON knows.
  history.last = Math.round(toUnits(history, value)) + 0;
  const kept = history.envelope === 'peaks' ? history.last : 0 - history.last;
  if (history.rings === undefined) {
    history.rings = { fine: startRing(fine, at, kept), coarse: startRing(coarse, at, kept) };
    return;
  }
  addToRing(history.rings.fine, fine, at, kept);
  addToRing(history.rings.coarse, coarse, at, kept);
};

/** JSON-able numbers. */
export const packHistory = (history: History): readonly number[] => {
  const { exponent, lastAt, last, rings } = history;
  const kind = (history.direction === 'falling' ? 1 : 0) + (history.envelope === 'troughs' ? 2 : 0);
  const head = [version, kind, exponent, lastAt, last];
  return rings === undefined ? head : [...head, ...packRing(rings.fine), ...packRing(rings.coarse)];
};

/** Undefined when the numbers are of an unknown version or damaged: the series is learned again. */
export const unpackHistory = (numbers: readonly number[]): History | undefined => {
  const [found, kind = 0, exponent = 0, lastAt = 0, last = 0] = numbers;
  if (found !== version || numbers.length < 5 || !numbers.every(Number.isFinite)) return undefined;
  const traits = {
    direction: (kind & 1) === 0 ? ('rising' as const) : ('falling' as const),
    envelope: (kind & 2) === 0 ? ('peaks' as const) : ('troughs' as const),
  };
  const history: History = { ...traits, exponent, lastAt, last, rings: undefined };
  if (numbers.length === 5) return history;
  const first = unpackRing(numbers.slice(5));
  const second = first === undefined ? undefined : unpackRing(first.rest);
  if (first === undefined || second === undefined) return undefined;
  return { ...history, rings: { fine: first.ring, coarse: second.ring } };
};
