/** Counts of events by minute of event time, so that a minute without any counts as well. */

const minuteMs = 60_000;
/** A minute is over when something is this much later than its end: what comes yet later than that is not counted. */
const graceMs = 10_000;

/** Events in the minute that began at `start` (ms epoch), and already in the one after it; changed in place. */
export interface MinuteCount {
  start: number;
  events: number;
  next: number;
}

/** The minute that ended at `end` (ms epoch). */
interface FullMinute {
  readonly end: number;
  readonly events: number;
}

/** Counting from the next full minute on. */
export const startMinute = (at: number): MinuteCount => ({ start: (Math.floor(at / minuteMs) + 1) * minuteMs, events: 0, next: 0 });

/** Up to when minutes are over once something happened at `latest`. */
export const overUntil = (latest: number): number => Math.floor((latest - graceMs) / minuteMs) * minuteMs;

/** Counts an event. Minutes must be closed up to `overUntil` of it first. */
export const countEvent = (minute: MinuteCount, at: number): void => {
  if (at < minute.start) return;
  if (at < minute.start + minuteMs) minute.events += 1;
  else minute.next += 1;
};

/** When nothing at all came for so many minutes, their sender may have been cut off: nothing is said of them. */
const silentMinutes = 3;

/** The minutes that are over. After a silence counting begins with the next minute that is whole. */
export const closeMinutes = (minute: MinuteCount, until: number): readonly FullMinute[] => {
  if (until - minute.start >= silentMinutes * minuteMs) {
    Object.assign(minute, startMinute(until + minuteMs));
    return [];
  }
  const closed: FullMinute[] = [];
  while (minute.start + minuteMs <= until) {
    closed.push({ end: minute.start + minuteMs, events: minute.events });
    minute.start += minuteMs;
    minute.events = minute.next;
    minute.next = 0;
  }
  return closed;
};

/** Events per second. */
export const rateOf = ({ events }: FullMinute): number => events / (minuteMs / 1000);
