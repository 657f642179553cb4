/** Everything detect remembers of one resource, and its packed form. */
import { type AbsenceState, startAbsence } from './absence.ts';
import { type Forecasts, type PackedForecasts, packForecasts, startForecasts, unpackForecasts } from './forecast/forecast-state.ts';
import { detectorOf } from './registry.ts';
import { inflate, seal, unseal } from './sealed.ts';
import type { Previous } from './series/counter.ts';
import { forgetSources, type PackedSources, packSources, type Sources, startSources, unpackSources } from './series/sources.ts';
import { fromVersion1, type OldSeries, type PackedSeries, packSeries, type Series, unpackSeries } from './series-state.ts';

/** Series by key, and what their readings are made of; changed in place. */
export interface ResourceState {
  readonly series: Map<string, Series>;
  readonly sources: Sources;
  /** When room was made last, ms epoch; 0 before. */
  madeRoomAt: number;
  readonly absence: AbsenceState;
  readonly forecasts: Forecasts;
  /** No model may be shown any of a signal that went into it; for good, as nobody knows what of its series it is in. */
  keptFromModels?: true;
}

/** First byte of the packed form. Version 1 was all JSON; a series had one detector, and no times but that detector's. */
const version = 2;
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

interface Packed {
  readonly series: readonly PackedSeries[];
  readonly sources?: PackedSources;
  /** Counters, as they were kept before there were sources. */
  readonly previous?: readonly (readonly [string, Previous])[];
  readonly absence?: readonly number[];
  readonly madeRoomAt?: number;
  readonly forecasts?: PackedForecasts;
  readonly keptFromModels?: true;
}

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
  const series = newestOf(state.series, ({ lastAt }) => lastAt, share);
  const numbers = series.map(([, { aspect, detector }]) => detectorOf[aspect].pack(detector));
  const packed: Packed = {
    series: series.map(([key, each], index) => packSeries(key, each, numbers[index]?.length ?? 0)),
    sources: packSources(state.sources, (entries, seenAt) => newestOf(entries, seenAt, share)),
    absence: [state.absence.newest, state.absence.speaksSince, state.absence.checkedAt, state.absence.suspectedAt, state.absence.since],
    madeRoomAt: state.madeRoomAt,
    forecasts: packForecasts(state.forecasts, share),
    ...(state.keptFromModels === true && { keptFromModels: true }),
  };
  return seal(version, packed, numbers);
};

/** What does not fit an item, is left out, the oldest first: those series warm up again. */
export const packResourceState = (state: ResourceState): Uint8Array => {
  for (let share = 1; ; share /= 2) {
    const packed = packNewest(state, share);
    if (packed.length <= maxPackedBytes) return packed;
  }
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
    const { head, read } = written === 1 ? { head: JSON.parse(inflate(data).toString('utf8')), read: () => [] } : unseal(data);
    const packed = head as Packed;
    const series = written === 1 ? (packed.series as readonly unknown[] as readonly OldSeries[]).map(fromVersion1) : packed.series;
    return {
      series: new Map(series.flatMap((each) => unpackSeries(each, read(each[2])))),
      sources: unpackSources(packed.sources, packed.previous),
      absence: unpackAbsence(packed.absence ?? []),
      madeRoomAt: packed.madeRoomAt ?? 0,
      forecasts: unpackForecasts(packed.forecasts),
      ...(packed.keptFromModels === true && { keptFromModels: true }),
    };
  } catch {
    return startResourceState();
  }
};
