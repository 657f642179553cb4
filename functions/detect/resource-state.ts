/** Everything detect remembers of one resource, and its packed form. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type AlarmState, quiet } from './alarm.ts';
import { type Forecasts, type PackedForecasts, packForecasts, startForecasts, unpackForecasts } from './forecast/forecast-state.ts';
import type { Previous, PreviousByKey } from './metric-readings.ts';
import { type Aspect, aspects, detectorOf } from './registry.ts';
import type { RobustLevelState } from './robust-level.ts';
import type { SpanWindow, SpanWindows } from './span-windows.ts';

/** One series: its detector's state and its alarm. */
export interface Series {
  readonly aspect: Aspect;
  readonly detector: RobustLevelState;
  readonly alarm: AlarmState;
}

/** Series by key, the counters rates are made of, and the open windows of spans; changed in place. */
export interface ResourceState {
  readonly series: Map<string, Series>;
  readonly previous: PreviousByKey;
  readonly windows: SpanWindows;
  readonly forecasts: Forecasts;
}

/** First byte of the packed form. */
const version = 1;
const maxUnpackedBytes = 16 * 1024 * 1024;
/** An item of DynamoDB holds 400 KB, its keys included [D]. */
const maxPackedBytes = 390_000;
/** Series, counters and windows not seen for a day make room for others; milliseconds. */
const forgottenAfterMs = 24 * 3600 * 1000;

/** Of a resource never seen before. */
export const startResourceState = (): ResourceState => ({
  series: new Map(),
  previous: new Map(),
  windows: new Map(),
  forecasts: startForecasts(),
});

type PackedSeries = readonly [key: string, aspect: number, detector: readonly number[], alarm: readonly number[]];
type PackedWindow = readonly [key: string, numbers: readonly number[], refs: readonly string[]];

interface Packed {
  readonly series: readonly PackedSeries[];
  readonly previous: readonly (readonly [string, Previous])[];
  readonly windows: readonly PackedWindow[];
  /** Absent in states of older workers. */
  readonly forecasts?: PackedForecasts;
}

const packAlarm = (alarm: AlarmState): readonly number[] =>
  alarm === quiet ? [] : [alarm.anomalous, alarm.normal, alarm.firing ? 1 : 0, alarm.since, alarm.toldAt];

const unpackAlarm = ([anomalous, normal = 0, firing = 0, since = 0, toldAt = 0]: readonly number[]): AlarmState =>
  anomalous === undefined ? quiet : { anomalous, normal, firing: firing === 1, since, toldAt };

type Entries<Value> = readonly (readonly [string, Value])[];

/** What was seen since `oldest`; of that the newest `share`, 0 to 1. */
const newestOf = <Value>(entries: Map<string, Value>, seenAt: (value: Value) => number, oldest: number, share: number): Entries<Value> => {
  const recent = [...entries].filter(([, value]) => seenAt(value) >= oldest);
  if (share === 1) return recent;
  return recent.sort(([, a], [, b]) => seenAt(b) - seenAt(a)).slice(0, Math.ceil(recent.length * share));
};

const packNewest = (state: ResourceState, share: number): Uint8Array => {
  let newest = 0;
  for (const { detector } of state.series.values()) newest = Math.max(newest, detector.lastAt);
  const oldest = newest - forgottenAfterMs;
  const packed: Packed = {
    series: newestOf(state.series, ({ detector }) => detector.lastAt, oldest, share).map(([key, { aspect, detector, alarm }]) => [
      key,
      aspects.indexOf(aspect),
      detectorOf[aspect].pack(detector),
      packAlarm(alarm),
    ]),
    previous: newestOf(state.previous, ([, at]) => at, oldest, share),
    windows: newestOf(state.windows, ({ lastAt }) => lastAt, oldest, share).map(
      ([key, { start, lastAt, count, errors, duration, slowest, refs }]) => [key, [start, lastAt, count, errors, duration, slowest], refs],
    ),
    forecasts: packForecasts(state.forecasts, share),
  };
  const options = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
  return Buffer.concat([Buffer.of(version), zstdCompressSync(JSON.stringify(packed), options)]);
};

/** Version byte, then zstd over JSON. What does not fit an item, is left out, the oldest first: those series warm up again. */
export const packResourceState = (state: ResourceState): Uint8Array => {
  for (let share = 1; ; share /= 2) {
    const packed = packNewest(state, share);
    if (packed.length <= maxPackedBytes) return packed;
  }
};

const unpackSeries = ([key, index, numbers, alarm]: PackedSeries): readonly (readonly [string, Series])[] => {
  const aspect = aspects[index];
  const detector = aspect === undefined ? undefined : detectorOf[aspect].unpack(numbers);
  return aspect === undefined || detector === undefined ? [] : [[key, { aspect, detector, alarm: unpackAlarm(alarm) }]];
};

const unpackWindow = ([key, numbers, refs]: PackedWindow): readonly [string, SpanWindow] => {
  const [start = 0, lastAt = 0, count = 0, errors = 0, duration = 0, slowest = 0] = numbers;
  return [key, { start, lastAt, count, errors, duration, slowest, refs }];
};

/** The state again; a fresh one when the bytes are of another version or damaged: the series warm up again. */
export const unpackResourceState = (data: Uint8Array): ResourceState => {
  if (data[0] !== version) return startResourceState();
  try {
    const json = zstdDecompressSync(data.subarray(1), { maxOutputLength: maxUnpackedBytes }).toString('utf8');
    const packed = JSON.parse(json) as Packed;
    return {
      series: new Map(packed.series.flatMap(unpackSeries)),
      previous: new Map(packed.previous),
      windows: new Map(packed.windows.map(unpackWindow)),
      forecasts: unpackForecasts(packed.forecasts),
    };
  } catch {
    return startResourceState();
  }
};
