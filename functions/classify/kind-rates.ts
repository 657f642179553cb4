/** How often each kind of message is said, a minute: one that is suddenly said much more often is a finding, though each of its messages is routine. */
import type { Frame } from '#kernel/frame.ts';
import { lru } from '#kernel/lru.ts';
import type { LogGroup } from './log-group.ts';
import { type KindSample, type RateAnomaly, rateFinding, sampleOf } from './rate-finding.ts';

const minuteMs = 60_000;
/** Minutes of a kind before anything about it is surprising, and those that its usual rate is of. */
const warmUpMinutes = 20;
const memoryMinutes = 60;
/** Usual distances from the usual rate that are surprising, and those that a minute is learned by at most. */
const alarmDistance = 8;
const clipDistance = 4;
/** Fewer in a minute are no news, however rare they were. */
const leastNews = 20;
/** Minutes in a row that open an alarm, and that close it. */
const alarmAfter = 2;
const clearAfter = 4;
/** Nothing is said of the minutes in which nothing at all came. */
const silentMinutes = 3;
/** Kinds that are watched, a day after they were said last; and frames that are known to have been counted. */
const mostKinds = 5_000;
const forgottenAfterMinutes = 24 * 60;
const knownFrames = 5_000;

/** One kind; changed in place. */
interface Watch {
  /** Of the minute in which it was said last. */
  sample: KindSample;
  lastMinute: number;
  /** Messages in the open minute. */
  count: number;
  /** Usual count a minute, and usual distance from it; minutes seen. */
  usual: number;
  spread: number;
  minutes: number;
  /** Minutes in a row. */
  surprising: number;
  calm: number;
  /** Start of the first minute of the alarm, ms epoch; 0 without one. */
  firingSince: number;
}

/** As if counts were by chance: their spread is at least the root of their mean. */
const distanceOf = ({ usual, spread }: Watch, count: number): number => (count - usual) / Math.max(spread, Math.sqrt(usual), 1);

const learn = (watch: Watch, count: number): void => {
  const weight = 1 / Math.min(watch.minutes + 1, memoryMinutes);
  const most = clipDistance * Math.max(watch.spread, Math.sqrt(watch.usual), 1);
  const distance = watch.minutes < warmUpMinutes ? count - watch.usual : Math.max(-most, Math.min(most, count - watch.usual));
  watch.usual += weight * distance;
  watch.spread += weight * (Math.abs(distance) - watch.spread);
  watch.minutes += 1;
};

/** Ends a minute of a kind; says whether its alarm changed. */
const endMinute = (watch: Watch, start: number): RateAnomaly | undefined => {
  const { sample, count, usual } = watch;
  const distance = distanceOf(watch, count);
  const surprising = watch.minutes >= warmUpMinutes && count >= leastNews && distance >= alarmDistance;
  if (!surprising) learn(watch, count);
  watch.count = 0;
  watch.surprising = surprising ? watch.surprising + 1 : 0;
  watch.calm = surprising ? 0 : watch.calm + 1;
  const seen = { sample, minute: start, count, usual, distance };
  if (watch.firingSince === 0 && watch.surprising >= alarmAfter) {
    watch.firingSince = start - (alarmAfter - 1) * minuteMs;
    return { status: 'firing', since: watch.firingSince, ...seen };
  }
  if (watch.firingSince === 0 || watch.calm < clearAfter) return undefined;
  const since = watch.firingSince;
  watch.firingSince = 0;
  return { status: 'resolved', since, ...seen };
};

/**
 * Watches the kinds this worker meets, by the minutes in which frames were received. A worker that is new needs twenty minutes; a frame
 * that comes again is not counted again.
 */
export const kindRates = () => {
  const watches = new Map<string, Watch>();
  const counted = lru<true>(knownFrames);
  let minute = 0;

  const endMinutes = (now: number): readonly RateAnomaly[] => {
    const start = minute * minuteMs;
    const silent = now - minute >= silentMinutes;
    minute = now;
    const anomalies: RateAnomaly[] = [];
    for (const [kind, watch] of watches) {
      if (silent) watch.count = 0;
      const anomaly = silent ? undefined : endMinute(watch, start);
      if (anomaly !== undefined) anomalies.push(anomaly);
      if (now - watch.lastMinute > forgottenAfterMinutes) watches.delete(kind);
    }
    return anomalies;
  };

  const count = (frame: Frame, group: LogGroup): void => {
    let watch = watches.get(group.clusterId);
    if (watch === undefined) {
      if (watches.size >= mostKinds) return;
      watch = {
        sample: sampleOf(frame, group),
        lastMinute: minute,
        count: 0,
        usual: 0,
        spread: 0,
        minutes: 0,
        surprising: 0,
        calm: 0,
        firingSince: 0,
      };
      watches.set(group.clusterId, watch);
    }
    if (watch.lastMinute !== minute) Object.assign(watch, { sample: sampleOf(frame, group), lastMinute: minute });
    watch.count += group.indexes.length;
  };

  /** Counts the groups of a frame; findings about the minutes that it shows to be over. */
  return (frame: Frame, groups: readonly LogGroup[]) => {
    if (counted.get(frame.id) === true) return [];
    counted.set(frame.id, true);
    const now = Math.floor(frame.receivedAt / minuteMs);
    const anomalies = minute > 0 && now > minute ? endMinutes(now) : [];
    minute = Math.max(minute, now);
    for (const group of groups) count(frame, group);
    return anomalies.map(rateFinding);
  };
};
