/** What a series usually is at this time of day and week, above or below its level; learned from means of hours, so that sampling does not matter. */
import { dailyMemory, weeklyDoubt, weeklyMemory } from './settings.ts';
import { type AdaptiveState, dayBins, hoursOfWeekBin, places, weekBins } from './state.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A bin seen so often changes no slower for being seen more. */
const maxSeen = 20;
const { day, daySeen, week, weekSeen } = places;

const weekBinOf = (hour: number): number => Math.floor(hour / hoursOfWeekBin) % weekBins;

/** Of a bin that was seen `seen` times: the fewer, the nearer to nothing. */
const shrunken = (value: number, seen: number, doubt: number): number => (value * seen) / (seen + doubt);

/** The unit of the series. Between the middles of two hours it is a straight line. */
export const seasonAt = ({ numbers }: AdaptiveState, at: number): number => {
  const position = ((at % dayMs) / dayMs) * dayBins - 0.5;
  const floor = Math.floor(position);
  const share = position - floor;
  const before = (floor + dayBins) % dayBins;
  const after = (before + 1) % dayBins;
  const ofWeek = weekBinOf(Math.floor(at / hourMs));
  return (
    shrunken(numbers[day + before] ?? 0, numbers[daySeen + before] ?? 0, 0.5) * (1 - share) +
    shrunken(numbers[day + after] ?? 0, numbers[daySeen + after] ?? 0, 0.5) * share +
    shrunken(numbers[week + ofWeek] ?? 0, numbers[weekSeen + ofWeek] ?? 0, weeklyDoubt)
  );
};

/** Learns the hour that has ended. */
const closeHour = ({ numbers, hour, hourSum, hourCount }: AdaptiveState): void => {
  const mean = hourSum / hourCount;
  const ofDay = hour % dayBins;
  const seen = Math.min((numbers[daySeen + ofDay] ?? 0) + 1, maxSeen);
  numbers[daySeen + ofDay] = seen;
  const usual = numbers[day + ofDay] ?? 0;
  const ofDayNow = usual + Math.max(dailyMemory, 1 / seen) * (mean - usual);
  numbers[day + ofDay] = ofDayNow;
  const ofWeek = weekBinOf(hour);
  const share = 1 / hoursOfWeekBin;
  const weeks = Math.min((numbers[weekSeen + ofWeek] ?? 0) + share, maxSeen);
  numbers[weekSeen + ofWeek] = weeks;
  const before = numbers[week + ofWeek] ?? 0;
  numbers[week + ofWeek] = before + Math.max(weeklyMemory, 1 / Math.max(1, weeks)) * share * (mean - ofDayNow - before);
};

/** Learns a sample: its distance from the level, in the unit of the series. */
export const learnSeason = (state: AdaptiveState, at: number, fromLevel: number): void => {
  const hour = Math.floor(at / hourMs);
  if (hour !== state.hour) {
    if (state.hourCount > 0) closeHour(state);
    state.hour = hour;
    state.hourSum = 0;
    state.hourCount = 0;
  }
  state.hourSum += fromLevel;
  state.hourCount += 1;
};
