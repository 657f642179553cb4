/** Turns spans into readings: mean duration and share of errors per operation, in windows of event time. */
import { type SpanSignal, toMillis } from '#kernel/signal.ts';
import type { Reading, Unread } from './reading.ts';

/** A window is read when it is this old and holds enough spans, or when it is a minute old however few there are. */
const windowMs = 10_000;
const enoughSpans = 5;
const longestWindowMs = 60_000;
/** Share of errors as if so many good spans had been seen as well: one error among three is no share. */
const assumedGood = 10;
const keptRefs = 3;

/** Spans of one operation that ended within a window. */
export interface SpanWindow {
  /** Milliseconds since the epoch: the first span's end, down to a whole window; and the last span's end. */
  readonly start: number;
  readonly lastAt: number;
  readonly count: number;
  readonly errors: number;
  /** Milliseconds in all. */
  readonly duration: number;
  /** References of its slowest spans, slowest last. */
  readonly refs: readonly string[];
  readonly slowest: number;
}

/** Windows by operation. */
export type SpanWindows = Map<string, SpanWindow>;

const startWindow = (at: number): SpanWindow => ({
  start: Math.floor(at / windowMs) * windowMs,
  lastAt: at,
  count: 0,
  errors: 0,
  duration: 0,
  refs: [],
  slowest: -1,
});

const joinWindow = (window: SpanWindow, at: number, duration: number, failed: boolean, ref: string): SpanWindow => ({
  start: window.start,
  lastAt: Math.max(window.lastAt, at),
  count: window.count + 1,
  errors: window.errors + (failed ? 1 : 0),
  duration: window.duration + duration,
  refs: duration > window.slowest || window.refs.length < keptRefs ? [...window.refs, ref].slice(-keptRefs) : window.refs,
  slowest: Math.max(window.slowest, duration),
});

const readWindow = (key: string, window: SpanWindow, span: SpanSignal): readonly Reading[] => {
  const base = {
    at: window.lastAt,
    upOnly: true,
    labels: () => ({ 'span.name': span.name.slice(0, 100).toWellFormed(), 'span.kind': span.spanKind }),
    signals: window.refs,
  };
  const mean = window.duration / window.count;
  const share = window.errors / (window.count + assumedGood);
  return [
    { ...base, key: `${key}\0duration`, name: 'span.duration', aspect: 'mean', value: mean, unit: 'ms', count: window.count },
    {
      ...base,
      key: `${key}\0errors`,
      name: 'span.errors',
      aspect: 'ratio',
      value: share,
      unit: 'of calls (smoothed)',
      count: Math.max(1, window.errors),
    },
  ];
};

const isFull = (window: SpanWindow, at: number): boolean => {
  const age = at - window.start;
  return age >= longestWindowMs || (age >= windowMs && window.count >= enoughSpans);
};

/** The readings of the window this span closes, if it closes one; why not, for spans that are not looked at. Updates `windows`, of which there are never more than `maxSeries`. */
export const spanReadings = (span: SpanSignal, signalRef: string, windows: SpanWindows, maxSeries: number): readonly Reading[] | Unread => {
  if (span.spanKind !== 'server' && span.spanKind !== 'client') return 'ignored';
  const duration = Number(span.endTimeUnixNano - span.timeUnixNano) / 1e6;
  if (duration < 0) return 'no_value';
  const at = toMillis(span.endTimeUnixNano);
  const key = `${span.spanKind}\0${span.name.slice(0, 200)}`;
  const open = windows.get(key);
  if (open === undefined && windows.size >= maxSeries) return 'overflow';
  const full = open !== undefined && isFull(open, at);
  const window = open === undefined || full ? startWindow(at) : open;
  windows.set(key, joinWindow(window, at, duration, span.status.code === 'error', signalRef));
  return full ? readWindow(key, open, span) : [];
};
