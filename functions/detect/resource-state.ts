/** Everything detect remembers of one resource, and its packed form. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { severities, severityRank } from '#kernel/severity.ts';
import { type AbsenceState, startAbsence } from './absence.ts';
import { type AlarmState, isQuiet, startAlarm } from './alarm.ts';
import { packThreshold, type StaticThreshold, type StaticThresholdState, unpackThreshold } from './detectors/static-threshold.ts';
import type { EnsembleState } from './ensemble.ts';
import { type Forecasts, type PackedForecasts, packForecasts, startForecasts, unpackForecasts } from './forecast/forecast-state.ts';
import { type Presence, startPresence } from './presence.ts';
import { detectorOf, packedAlone } from './registry.ts';
import type { Previous } from './series/counter.ts';
import { type Aspect, aspects } from './series/reading.ts';
import { forgetSources, type PackedSources, packSources, type Sources, startSources, unpackSources } from './series/sources.ts';

/** One series: its detector's state and its alarm; changed in place. Times are ms epoch of its samples. */
export interface Series {
  readonly aspect: Aspect;
  readonly firstAt: number;
  lastAt: number;
  readonly detector: EnsembleState;
  readonly alarm: AlarmState;
  /** The policy's threshold it falls under, null for none; undefined until it was looked for. Not packed: policies change. */
  threshold: StaticThreshold | null | undefined;
  limit: StaticThresholdState | undefined;
  readonly presence: Presence;
}

/** Series by key, and what their readings are made of; changed in place. */
export interface ResourceState {
  readonly series: Map<string, Series>;
  readonly sources: Sources;
  /** When room was made last, ms epoch; 0 before. */
  madeRoomAt: number;
  readonly absence: AbsenceState;
  readonly forecasts: Forecasts;
}

/** First byte of the packed form. In version 1 a series had one detector, and no times but that detector's. */
const version = 2;
const maxUnpackedBytes = 16 * 1024 * 1024;
/** An item of DynamoDB holds 400 KB, its keys included [D]. */
const maxPackedBytes = 390_000;
/** Series and their sources not seen for a day make room for others, milliseconds; it is made once an hour. */
const forgottenAfterMs = 24 * 3600 * 1000;
const makeRoomEveryMs = 3600 * 1000;

/** Of a resource never seen before. */
export const startResourceState = (): ResourceState => ({
  series: new Map(),
  sources: startSources(),
  absence: startAbsence(),
  forecasts: startForecasts(),
  madeRoomAt: 0,
});

/** A series of which nothing is known; its first sample is at `firstAt`. */
export const startSeries = (aspect: Aspect, firstAt: number): Series => ({
  aspect,
  firstAt,
  lastAt: Number.NEGATIVE_INFINITY,
  detector: detectorOf[aspect].start(),
  alarm: startAlarm(),
  threshold: undefined,
  limit: undefined,
  presence: startPresence(),
});

type PackedAlarm =
  | readonly []
  | readonly [abnormal: number, normal: number, flags: number, since: number, toldAt: number, severity: number, speaker: string];
type PackedSeries = readonly [
  key: string,
  aspect: number,
  detector: readonly number[],
  alarm: PackedAlarm,
  times: readonly [firstAt: number, lastAt: number],
  limit: readonly number[],
  presence: readonly number[],
];
/** As version 1 wrote it. */
type OldSeries = readonly [key: string, aspect: number, detector: readonly number[], alarm: readonly number[]];

interface Packed {
  readonly series: readonly PackedSeries[];
  readonly sources?: PackedSources;
  /** Counters, as they were kept before there were sources. */
  readonly previous?: readonly (readonly [string, Previous])[];
  readonly absence?: readonly number[];
  readonly madeRoomAt?: number;
  readonly forecasts?: PackedForecasts;
}

const packAlarm = (alarm: AlarmState): PackedAlarm => {
  if (isQuiet(alarm)) return [];
  const flags = (alarm.firing ? 1 : 0) + (alarm.news ? 2 : 0);
  return [alarm.abnormal, alarm.normal, flags, alarm.since, alarm.toldAt, severityRank(alarm.severity), alarm.speaker];
};

const unpackAlarm = (packed: PackedAlarm): AlarmState => {
  if (packed.length === 0) return startAlarm();
  const [abnormal, normal, flags, since, toldAt, severity, speaker] = packed;
  const [firing, news] = [(flags & 1) !== 0, (flags & 2) !== 0];
  return { abnormal, normal, firing, news, since, toldAt, severity: severities[severity] ?? 'warning', speaker };
};

type Entries<Value> = readonly (readonly [string, Value])[];

/** The newest `share` of them, 0 to 1. */
const newestOf = <Value>(entries: ReadonlyMap<string, Value>, seenAt: (value: Value) => number, share: number): Entries<Value> => {
  const all = [...entries];
  if (share === 1) return all;
  return all.sort(([, a], [, b]) => seenAt(b) - seenAt(a)).slice(0, Math.ceil(all.length * share));
};

/** What was seen before it, is forgotten: ms epoch, by the clocks of the agents. */
const oldestKept = ({ series }: ResourceState): number => {
  let newest = 0;
  for (const { lastAt } of series.values()) newest = Math.max(newest, lastAt);
  return newest - forgottenAfterMs;
};

/** Lets go of what was not seen for a day, once an hour; says whether it did. `at`: when the frame was received, ms epoch. */
export const makeRoom = (state: ResourceState, at: number): boolean => {
  if (at - state.madeRoomAt < makeRoomEveryMs) return false;
  state.madeRoomAt = at;
  const oldest = oldestKept(state);
  for (const [key, { lastAt }] of state.series) if (lastAt < oldest) state.series.delete(key);
  forgetSources(state.sources, oldest);
  return true;
};

const packNewest = (state: ResourceState, share: number): Uint8Array => {
  const packed: Packed = {
    series: newestOf(state.series, ({ lastAt }) => lastAt, share).map(
      ([key, { aspect, detector, alarm, firstAt, lastAt, limit, presence }]) => [
        key,
        aspects.indexOf(aspect),
        detectorOf[aspect].pack(detector),
        packAlarm(alarm),
        [firstAt, lastAt],
        limit === undefined ? [] : packThreshold(limit),
        [presence.samples, presence.interval, presence.longestSilence, presence.active ? 1 : 0],
      ],
    ),
    sources: packSources(state.sources, (entries, seenAt) => newestOf(entries, seenAt, share)),
    absence: [state.absence.newest, state.absence.speaksSince, state.absence.checkedAt, state.absence.suspectedAt, state.absence.since],
    madeRoomAt: state.madeRoomAt,
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

const unpackSeries = ([key, index, numbers, alarm, times, limit, presence]: PackedSeries): readonly (readonly [string, Series])[] => {
  const aspect = aspects[index];
  if (aspect === undefined) return [];
  const detector = detectorOf[aspect].unpack(numbers) ?? detectorOf[aspect].start();
  const [firstAt, lastAt] = times;
  const [samples = 0, interval = 0, longestSilence = 0, active = 0] = presence;
  const series: Series = {
    aspect,
    firstAt,
    lastAt,
    detector,
    alarm: unpackAlarm(alarm),
    threshold: undefined,
    limit: unpackThreshold(limit),
    presence: { samples, interval, longestSilence, active: active === 1 },
  };
  return [[key, series]];
};

const fromVersion1 = ([key, aspect, detector, alarm]: OldSeries): PackedSeries => {
  const [, , firstAt = 0, lastAt = 0] = detector;
  const [abnormal, normal = 0, firing = 0, since = 0, toldAt = 0] = alarm;
  // Its anomalies were warnings, unless a policy said otherwise.
  const packed: PackedAlarm =
    abnormal === undefined ? [] : [abnormal, normal, firing, since, toldAt, severityRank('warning'), 'robust-level'];
  return [key, aspect, packedAlone(detector), packed, [firstAt, lastAt], [], []];
};

const unpackAbsence = ([newest = 0, speaksSince = 0, checkedAt = 0, suspectedAt = 0, since = 0]: readonly number[]): AbsenceState => ({
  newest,
  speaksSince,
  checkedAt,
  suspectedAt,
  since,
});

/** The state again; a fresh one when the bytes are damaged or of a version nobody knows: the series warm up again. */
export const unpackResourceState = (data: Uint8Array): ResourceState => {
  const [written] = data;
  if (written !== 1 && written !== version) return startResourceState();
  try {
    const json = zstdDecompressSync(data.subarray(1), { maxOutputLength: maxUnpackedBytes }).toString('utf8');
    const packed = JSON.parse(json) as Packed;
    const series = written === 1 ? (packed.series as readonly unknown[] as readonly OldSeries[]).map(fromVersion1) : packed.series;
    return {
      series: new Map(series.flatMap(unpackSeries)),
      sources: unpackSources(packed.sources, packed.previous),
      absence: unpackAbsence(packed.absence ?? []),
      madeRoomAt: packed.madeRoomAt ?? 0,
      forecasts: unpackForecasts(packed.forecasts),
    };
  } catch {
    return startResourceState();
  }
};
