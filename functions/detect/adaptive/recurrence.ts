/** What comes about the same time every day is no news: a backup, a report, a certificate check. Surprises are remembered with their time of day. */

import { type AdaptiveState, places, rememberedSurprises } from './state.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Surprises within an hour are one. */
const oneMs = hourMs;
/** Days before are at least so long ago, and are forgotten after. */
const leastAgoMs = dayMs / 2;
const mostAgoMs = 10 * dayMs;
/** The same time of day: within this, or this share of the time between samples. */
const sameTimeMs = hourMs / 4;
const sameTimeShare = 0.6;
/** On so many days before. */
const enoughDays = 2;
/** Nothing is the same that is larger by this. */
const mostLarger = 1.6;
const distances = places.surpriseDistances;

const isSame = (state: AdaptiveState, index: number, at: number, distance: number): boolean => {
  const before = state.numbers[distances + index] ?? 0;
  const ago = at - (state.surpriseTimes[index] ?? 0);
  if (ago < leastAgoMs || ago > mostAgoMs || before * distance <= 0 || Math.abs(distance) > mostLarger * Math.abs(before)) return false;
  const offset = ((ago + dayMs / 2) % dayMs) - dayMs / 2;
  return Math.abs(offset) <= Math.max(sameTimeMs, sameTimeShare * state.interval);
};

const remember = (state: AdaptiveState, at: number, distance: number): void => {
  const last = (state.surprises + rememberedSurprises - 1) % rememberedSurprises;
  if (state.surprises > 0 && at - (state.surpriseTimes[last] ?? 0) < oneMs) {
    if (Math.abs(distance) > Math.abs(state.numbers[distances + last] ?? 0)) state.numbers[distances + last] = distance;
    return;
  }
  const next = state.surprises % rememberedSurprises;
  state.surpriseTimes[next] = at;
  state.numbers[distances + next] = distance;
  state.surprises += 1;
};

/** Whether a surprising distance came on days before at this time; remembers it either way. */
export const comesEveryDay = (state: AdaptiveState, at: number, distance: number): boolean => {
  let days = 0;
  for (let index = 0; index < Math.min(state.surprises, rememberedSurprises); index += 1) if (isSame(state, index, at, distance)) days += 1;
  remember(state, at, distance);
  return days >= enoughDays;
};
