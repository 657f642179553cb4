/** One series of a resource, and its packed form. */
import { severities, severityRank } from '#kernel/severity.ts';
import { type AlarmState, isQuiet, startAlarm } from './alarm.ts';
import { packThreshold, type StaticThreshold, type StaticThresholdState, unpackThreshold } from './detectors/static-threshold.ts';
import type { EnsembleState } from './ensemble.ts';
import { type Presence, startPresence } from './presence.ts';
import { detectorOf } from './registry.ts';
import { type Aspect, aspects } from './series/reading.ts';

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
  | readonly [
      abnormal: number,
      normal: number,
      flags: number,
      since: number,
      toldAt: number,
      severity: number,
      speaker: string,
      confidence: number,
    ];
export type PackedSeries = readonly [
  key: string,
  aspect: number,
  /** How many numbers its detectors have. */
  detector: number,
  alarm: PackedAlarm,
  times: readonly [firstAt: number, lastAt: number],
  limit: readonly number[],
  presence: readonly number[],
];
/** As version 1 of states wrote it. */
export type OldSeries = readonly [key: string, aspect: number, detector: readonly number[], alarm: readonly number[]];

const packAlarm = (alarm: AlarmState): PackedAlarm => {
  if (isQuiet(alarm)) return [];
  const flags = (alarm.firing ? 1 : 0) + (alarm.news ? 2 : 0);
  return [alarm.abnormal, alarm.normal, flags, alarm.since, alarm.toldAt, severityRank(alarm.severity), alarm.speaker, alarm.confidence];
};

const unpackAlarm = (packed: PackedAlarm): AlarmState => {
  if (packed.length === 0) return startAlarm();
  const [abnormal, normal, flags, since, toldAt, severity, speaker, confidence] = packed;
  const [firing, news] = [(flags & 1) !== 0, (flags & 2) !== 0];
  return { abnormal, normal, firing, news, since, toldAt, severity: severities[severity] ?? 'warning', speaker, confidence };
};

/** A series' entry in the head of the packed form; its detectors' numbers follow the head. */
export const packSeries = (key: string, { aspect, alarm, firstAt, lastAt, limit, presence }: Series, detector: number): PackedSeries => [
  key,
  aspects.indexOf(aspect),
  detector,
  packAlarm(alarm),
  [firstAt, lastAt],
  limit === undefined ? [] : packThreshold(limit),
  [presence.samples, presence.interval, presence.longestSilence, presence.active ? 1 : 0],
];

/** A series by its key, with its detectors' numbers; without them, or with numbers nobody knows, they warm up. None where what it measures is not known. */
export const unpackSeries = (
  [key, index, , alarm, times, limit, presence]: PackedSeries,
  numbers: readonly number[],
): readonly (readonly [string, Series])[] => {
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

/** What a detector that is no more had learned is let go: the series warms up, and keeps its alarm. */
export const fromVersion1 = ([key, aspect, detector, alarm]: OldSeries): PackedSeries => {
  const [, , firstAt = 0, lastAt = 0] = detector;
  const [abnormal, normal = 0, firing = 0, since = 0, toldAt = 0] = alarm;
  // Its anomalies were warnings, unless a policy said otherwise.
  const packed: PackedAlarm = abnormal === undefined ? [] : [abnormal, normal, firing, since, toldAt, severityRank('warning'), '', 0.5];
  return [key, aspect, 0, packed, [firstAt, lastAt], [], []];
};
