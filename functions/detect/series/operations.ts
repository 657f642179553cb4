/**
 * Rate, errors and duration of what a resource serves, by operation, and of what it calls, by called service. Means and shares are of
 * windows of event time that are short where there is traffic; rates are of whole minutes, those without a call among them.
 */
import { type SpanKind, type SpanSignal, toMillis } from '#kernel/signal.ts';
import { countOf, countValue, finestLayout, quantileOf } from './buckets.ts';
import type { SeriesBudget } from './budget.ts';
import { calledService } from './called-service.ts';
import { enoughValues, longestCollectionMs, readQuantile } from './distribution.ts';
import { closeMinutes, countEvent, type MinuteCount, overUntil, rateOf, startMinute } from './minute-count.ts';
import { noteOverflow, type Overflows } from './overflow.ts';
import type { Reading, Unread } from './reading.ts';
import { familyOf, overflowAttribute } from './series-key.ts';

/** A window is read when it is this old and holds enough spans, or when it is a minute old however few there are. */
const windowMs = 10_000;
const enoughSpans = 5;
const longestWindowMs = 60_000;
/** Share of errors as if so many good spans had been seen as well: one error among three is no share. */
const assumedGood = 10;
const keptRefs = 3;
const maxNameLength = 200;
/** Series of one operation: rate, errors, mean and percentile. */
const seriesEach = 4;

/** Spans that ended within a window. */
interface SpanWindow {
  /** Milliseconds since the epoch: the first span's end, down to a whole window; and the last span's end. */
  start: number;
  lastAt: number;
  count: number;
  errors: number;
  /** Milliseconds in all, and of the longest. */
  duration: number;
  slowest: number;
  /** References of its slowest spans, slowest last. */
  refs: string[];
}

/** What is remembered of one operation or edge; changed in place. */
export interface Operation {
  /** Its last span, ms epoch. */
  lastAt: number;
  window: SpanWindow | undefined;
  readonly minute: MinuteCount;
  /** Sparse counts of durations for the percentile, and since when they are collected, ms epoch. */
  durations: number[];
  since: number;
}

/** Operations by `span.<kind>`, label and its value, NUL between; changed in place. */
export interface Operations {
  /** The end of the latest span, ms epoch. */
  latest: number;
  readonly byKey: Map<string, Operation>;
}

const analysed: ReadonlySet<SpanKind> = new Set(['server', 'consumer', 'client', 'producer']);

/** What is served goes by the span's name; what is called by the service, and where that is not told by the span's name. */
const keyOf = (span: SpanSignal): string => {
  const called = calledService(span);
  const label = called === undefined ? `span.name\0${span.name.slice(0, maxNameLength).toWellFormed()}` : `service.peer.name\0${called}`;
  return `span.${span.spanKind}\0${label}`;
};

const labelsOf = (key: string) => {
  const [family = '', label = '', ...value] = key.split('\0');
  return { 'span.kind': family.slice('span.'.length), [label]: value.join(' ').slice(0, 100).toWellFormed() };
};

const startWindow = (at: number): SpanWindow => ({
  start: Math.floor(at / windowMs) * windowMs,
  lastAt: at,
  ...{ count: 0, errors: 0, duration: 0, slowest: -1, refs: [] },
});

const joinWindow = (window: SpanWindow, at: number, duration: number, failed: boolean, ref: string): void => {
  window.lastAt = Math.max(window.lastAt, at);
  window.count += 1;
  if (failed) window.errors += 1;
  window.duration += duration;
  if (duration > window.slowest || window.refs.length < keptRefs) window.refs = [...window.refs, ref].slice(-keptRefs);
  window.slowest = Math.max(window.slowest, duration);
};

const isFull = (window: SpanWindow, at: number): boolean => {
  const age = at - window.start;
  return age >= longestWindowMs || (age >= windowMs && window.count >= enoughSpans);
};

const overflowKey = (kind: SpanKind): string => `span.${kind}\0${overflowAttribute}\0true`;

const baseOf = (key: string, at: number, signals: readonly string[]) => ({
  ...{ at, signals, upOnly: true, labels: () => labelsOf(key) },
  ...(key.split('\0', 2)[1] === overflowAttribute && { overflow: true as const }),
});

const readWindow = (key: string, { lastAt, count, errors, duration, refs }: SpanWindow): readonly Reading[] => {
  const base = baseOf(key, lastAt, refs);
  const share = errors / (count + assumedGood);
  const shareUnit = 'of calls (smoothed)';
  return [
    { ...base, key: `${key}\0duration`, name: 'span.duration', aspect: 'mean', value: duration / count, unit: 'ms', count },
    { ...base, key: `${key}\0errors`, name: 'span.errors', aspect: 'ratio', value: share, unit: shareUnit, count: Math.max(1, errors) },
  ];
};

const readMinutes = (key: string, operation: Operation, until: number, ref: string): readonly Reading[] =>
  closeMinutes(operation.minute, until).map((full) => ({
    ...baseOf(key, full.end, [ref]),
    key: `${key}\0rate`,
    ...{ name: 'span.rate', aspect: 'rate', value: rateOf(full), unit: '/s', count: Math.max(1, full.events), upOnly: false },
  }));

/** The percentile once enough durations are there. */
const readDurations = (key: string, operation: Operation, at: number, ref: string): readonly Reading[] => {
  const count = countOf(operation.durations);
  if (count < enoughValues && at - operation.since < longestCollectionMs) return [];
  const read = count < enoughValues ? undefined : quantileOf({ layout: finestLayout, counts: operation.durations }, readQuantile);
  operation.durations = [];
  operation.since = at;
  if (read === undefined) return [];
  const { value, lower, upper } = read;
  const named = { key: `${key}\0p99`, name: 'span.duration.p99', aspect: 'quantile', unit: 'ms' } as const;
  return [{ ...baseOf(key, at, [ref]), ...named, value, bounds: [lower, upper], count }];
};

const closeWindow = (key: string, operation: Operation, ref: string): readonly Reading[] => {
  const { window } = operation;
  if (window === undefined) return [];
  operation.window = undefined;
  return [...readWindow(key, window), ...readDurations(key, operation, window.lastAt, ref)];
};

/** Minutes and windows of all operations that are over, once a span shows that time goes on. */
const closeAll = ({ byKey, latest }: Operations, ref: string): readonly Reading[] => {
  const until = overUntil(latest);
  const readings: Reading[] = [];
  for (const [key, operation] of byKey) {
    readings.push(...readMinutes(key, operation, until, ref));
    if (operation.window !== undefined && operation.window.start + longestWindowMs <= until)
      readings.push(...closeWindow(key, operation, ref));
  }
  return readings;
};

const startOperation = (at: number): Operation => ({ lastAt: at, window: undefined, minute: startMinute(at), durations: [], since: at });

/** Where a span is counted: with its operation, or with all those that found no room. */
const placeOf = (span: SpanSignal, at: number, { byKey }: Operations, budget: SeriesBudget, overflows: Overflows): string => {
  const key = keyOf(span);
  if (byKey.has(key) || budget.admits(byKey, key, seriesEach)) return key;
  noteOverflow(overflows, familyOf(key), at);
  return overflowKey(span.spanKind);
};

/** The readings of what a span shows to be over; why not, for spans that are not looked at. Updates `known`, held within the budget. */
export const spanReadings = (
  span: SpanSignal,
  signalRef: string,
  known: Operations,
  budget: SeriesBudget,
  overflows: Overflows,
): readonly Reading[] | Unread => {
  if (!analysed.has(span.spanKind)) return 'ignored';
  const duration = Number(span.endTimeUnixNano - span.timeUnixNano) / 1e6;
  if (duration < 0) return 'no_value';
  const at = toMillis(span.endTimeUnixNano);
  const passed = overUntil(at) > overUntil(known.latest);
  known.latest = Math.max(known.latest, at);
  const readings: Reading[] = passed ? [...closeAll(known, signalRef)] : [];

  const key = placeOf(span, at, known, budget, overflows);
  const operation = known.byKey.get(key) ?? startOperation(at);
  known.byKey.set(key, operation);
  if (operation.window !== undefined && isFull(operation.window, at)) readings.push(...closeWindow(key, operation, signalRef));
  operation.lastAt = Math.max(operation.lastAt, at);
  operation.window ??= startWindow(at);
  joinWindow(operation.window, at, duration, span.status.code === 'error', signalRef);
  countEvent(operation.minute, at);
  countValue(operation.durations, duration);
  return readings;
};
