/** Everything detect remembers of one resource, and its packed form. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type AlarmState, quiet } from './alarm.ts';
import { detectorOf } from './registry.ts';
import type { RobustLevelState } from './robust-level.ts';
import type { Previous } from './series/counter.ts';
import { type Aspect, aspects } from './series/reading.ts';
import { forgetSources, type PackedSources, packSources, type Sources, startSources, unpackSources } from './series/sources.ts';

/** One series: its detector's state and its alarm. */
export interface Series {
  readonly aspect: Aspect;
  readonly detector: RobustLevelState;
  readonly alarm: AlarmState;
}

/** Series by key, and what their readings are made of; changed in place. */
export interface ResourceState {
  readonly series: Map<string, Series>;
  readonly sources: Sources;
  /** When room was made last, ms epoch; 0 before. */
  madeRoomAt: number;
}

/** First byte of the packed form. */
const version = 1;
const maxUnpackedBytes = 16 * 1024 * 1024;
/** An item of DynamoDB holds 400 KB, its keys included [D]. */
const maxPackedBytes = 390_000;
/** Series and their sources not seen for a day make room for others, milliseconds; it is made once an hour. */
const forgottenAfterMs = 24 * 3600 * 1000;
const makeRoomEveryMs = 3600 * 1000;

/** Of a resource never seen before. */
export const startResourceState = (): ResourceState => ({ series: new Map(), sources: startSources(), madeRoomAt: 0 });

type PackedSeries = readonly [key: string, aspect: number, detector: readonly number[], alarm: readonly number[]];

interface Packed {
  readonly series: readonly PackedSeries[];
  readonly sources?: PackedSources;
  /** Counters, as they were kept before there were sources. */
  readonly previous?: readonly (readonly [string, Previous])[];
  readonly madeRoomAt?: number;
}

const packAlarm = (alarm: AlarmState): readonly number[] =>
  alarm === quiet ? [] : [alarm.anomalous, alarm.normal, alarm.firing ? 1 : 0, alarm.since, alarm.toldAt];

const unpackAlarm = ([anomalous, normal = 0, firing = 0, since = 0, toldAt = 0]: readonly number[]): AlarmState =>
  anomalous === undefined ? quiet : { anomalous, normal, firing: firing === 1, since, toldAt };

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
  for (const { detector } of series.values()) newest = Math.max(newest, detector.lastAt);
  return newest - forgottenAfterMs;
};

/** Lets go of what was not seen for a day, once an hour; says whether it did. `at`: when the frame was received, ms epoch. */
export const makeRoom = (state: ResourceState, at: number): boolean => {
  if (at - state.madeRoomAt < makeRoomEveryMs) return false;
  state.madeRoomAt = at;
  const oldest = oldestKept(state);
  for (const [key, { detector }] of state.series) if (detector.lastAt < oldest) state.series.delete(key);
  forgetSources(state.sources, oldest);
  return true;
};

const packNewest = (state: ResourceState, share: number): Uint8Array => {
  const packed: Packed = {
    series: newestOf(state.series, ({ detector }) => detector.lastAt, share).map(([key, { aspect, detector, alarm }]) => [
      key,
      aspects.indexOf(aspect),
      detectorOf[aspect].pack(detector),
      packAlarm(alarm),
    ]),
    sources: packSources(state.sources, (entries, seenAt) => newestOf(entries, seenAt, share)),
    madeRoomAt: state.madeRoomAt,
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

/** The state again; a fresh one when the bytes are of another version or damaged: the series warm up again. */
export const unpackResourceState = (data: Uint8Array): ResourceState => {
  if (data[0] !== version) return startResourceState();
  try {
    const json = zstdDecompressSync(data.subarray(1), { maxOutputLength: maxUnpackedBytes }).toString('utf8');
    const packed = JSON.parse(json) as Packed;
    return {
      series: new Map(packed.series.flatMap(unpackSeries)),
      sources: unpackSources(packed.sources, packed.previous),
      madeRoomAt: packed.madeRoomAt ?? 0,
    };
  } catch {
    return startResourceState();
  }
};
