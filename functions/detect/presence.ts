/** How regularly a series comes: what its absence is judged by. */

/** Changed in place. */
export interface Presence {
  samples: number;
  /** Typical time between samples, ms. */
  interval: number;
  /** The longest silence of late while its resource spoke, ms; halves in two days. */
  longestSilence: number;
  /** Its last value was not 0. */
  active: boolean;
}

const minute = 60_000;
const halfLifeMs = 2 * 24 * 60 * minute;
/** Series less frequent, younger or with fewer samples are not expected. */
const longestIntervalMs = 5 * minute;
const youngestMs = 30 * minute;
const fewestSamples = 30;
/** Intervals a regular series stays away for at most. */
const missedIntervals = 5;

export const startPresence = (): Presence => ({ samples: 0, interval: 0, longestSilence: 0, active: false });

/** Folds a sample in. `elapsed` is the time since the sample before, `silence` how much of it the resource spoke; ms. */
export const notePresence = (presence: Presence, elapsed: number, silence: number, value: number): void => {
  presence.active = value !== 0;
  presence.samples = Math.min(presence.samples + 1, 1_000_000);
  if (presence.samples === 1) return;
  const { interval } = presence;
  const isSecond = presence.samples === 2;
  presence.interval = isSecond ? elapsed : interval + Math.max(0.05, 1 / presence.samples) * (Math.min(elapsed, 3 * interval) - interval);
  presence.longestSilence = Math.max(silence, presence.longestSilence * 2 ** (-elapsed / halfLifeMs));
};

/** How long a series may stay away before it is missed, ms; undefined for series that are not expected at all. `age` in ms. */
export const patienceWith = ({ samples, interval, longestSilence }: Presence, age: number, leastMs: number): number | undefined => {
  if (samples < fewestSamples || age < youngestMs || interval > longestIntervalMs) return undefined;
  if (longestSilence > Math.max(missedIntervals * interval, leastMs)) return undefined;
  return Math.max(leastMs, missedIntervals * interval, 2 * longestSilence);
};
