/** How much surprise raises an alarm: more where samples are many, and more after an alarm, which decays over the hours after. */

import { barBase, barPerRate, deadHours, deadPerRate, overPeak, refractory, refractoryHours, refractoryPerRate } from './settings.ts';
import type { AdaptiveState } from './state.ts';

const hourMs = 3_600_000;
/** The longest time after which an alarm is still remembered, hours. */
const forgottenAfter = 200;
const leastBar = 0.3;

/** Natural logarithm of samples an hour. */
const rateOf = ({ interval }: AdaptiveState): number => Math.log(hourMs / interval);
const everyFiveMinutes = Math.log(12);

/** Nats that a sample needs where no alarm was raised lately. */
export const restingBar = (state: AdaptiveState): number => Math.max(barBase + barPerRate * rateOf(state), leastBar);

/** Nats. Until `deadHours` after an alarm only a surprise much greater than that alarm's raises another. */
export const barAt = (state: AdaptiveState, at: number): number => {
  const { alarmAt, peak } = state;
  const rate = rateOf(state);
  const base = restingBar(state);
  const raised = refractory + refractoryPerRate * Math.max(rate, 0);
  const since = (at - alarmAt) / hourMs;
  const dead = deadHours * Math.exp(deadPerRate * (rate - everyFiveMinutes));
  if (since > forgottenAfter) return base;
  if (since < dead) return Math.max(base + raised, overPeak * peak);
  return base + raised * Math.exp((dead - since) / refractoryHours);
};
