/** Runs the forecaster and Prometheus' `predict_linear` side by side over capacity series, and notes what each was right about. */
import { isWithin } from '#functions/detect/forecast/alarm.ts';
import { type History, observe, startHistory } from '#functions/detect/forecast/history.ts';
import { type Outlook, outlook, valuesAhead } from '#functions/detect/forecast/outlook.ts';
import { type CapacitySeries, capacityLimit } from './capacity-series.ts';
import { linearPredictor } from './predict-linear.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A claim that the limit is reached within so long is false when it is not within half as long again. */
const tolerance = 1.5;
const horizons = [6 * hour, day, 3 * day, 7 * day];
/** Histories hold values to five digits. */
const resolution = 0.01;

/** Ranges of `predict_linear`: as long as the forecaster remembers, and as the rules of kube-prometheus have it. */
const ranges = { linear: 12 * day, linear6h: 6 * hour } as const;
export const methods = ['forecaster', 'linear', 'linear6h'] as const;
export type Method = (typeof methods)[number];

/** Where truth lay in respect of intervals. */
export interface Coverage {
  within: number;
  before: number;
  after: number;
}

/** Claims of one method about one series that the limit is near. */
interface Claims {
  /** Hours of claims that were false, and how often such claims began. */
  falseHours: number;
  falseAlarms: number;
  /** Hours between the first true claim and the limit; undefined when there was none. */
  lead: number | undefined;
  claimed: boolean;
}

export interface Trial {
  readonly series: CapacitySeries;
  /** Of times of crossing, and of values ahead. */
  readonly crossing: Coverage;
  readonly ahead: Coverage;
  readonly claims: Readonly<Record<Method, Claims>>;
}

const empty = (): Coverage => ({ within: 0, before: 0, after: 0 });
const silent = (): Claims => ({ falseHours: 0, falseAlarms: 0, lead: undefined, claimed: false });

const place = (coverage: Coverage, value: number, lower: number, upper: number): void => {
  coverage[value < lower ? 'before' : value > upper ? 'after' : 'within'] += 1;
};

const noteClaim = (claims: Claims, { crossedAt, crossingFrom }: CapacitySeries, at: number, withinMs: number, stepMs: number): void => {
  if (crossingFrom(at) - at > tolerance * withinMs) {
    claims.falseHours += stepMs / hour;
    if (!claims.claimed) claims.falseAlarms += 1;
  } else if (crossedAt - at <= withinMs) claims.lead ??= (crossedAt - at) / hour;
};

/** Outlooks that name a time are held to it. Those that somebody made wrong by cleaning up are not, nor those whose time has not come. */
const checkCrossing = ({ series, crossing }: Trial, said: Outlook, at: number): void => {
  const endAt = series.start + series.values.length * series.intervalMs;
  const truth = series.crossingFrom(at);
  if (truth !== series.crossedAt || said.median === Number.POSITIVE_INFINITY) return;
  if (truth === Number.POSITIVE_INFINITY && said.latest > endAt) return;
  place(crossing, truth, said.earliest, said.latest);
};

/** Highest value between two times; undefined where the series does not go so far. */
const peakOf = ({ start, intervalMs, values }: CapacitySeries, from: number, to: number): number | undefined => {
  const [first, last] = [Math.ceil((from - start) / intervalMs), Math.ceil((to - start) / intervalMs)];
  return last >= values.length || last <= first ? undefined : Math.max(...values.slice(first, last));
};

const checkAhead = ({ series, ahead }: Trial, history: History, at: number): void => {
  const width = history.rings?.coarse.width ?? hour;
  for (const [index, said] of valuesAhead(history, horizons).entries()) {
    const bucket = Math.floor((at + (horizons[index] ?? 0)) / width) * width;
    const truth = peakOf(series, bucket, bucket + width);
    const isDisturbed = series.crossingFrom(at) !== series.crossingFrom(bucket + width);
    if (truth !== undefined && said !== undefined && !isDisturbed) place(ahead, truth, said.lower - resolution, said.upper + resolution);
  }
};

/** `withinMs`: the time left that is worth an alarm. `stepMs`: how often is looked. */
export const tryForecasts = (series: CapacitySeries, withinMs: number, stepMs: number, limit = capacityLimit): Trial => {
  const history = startHistory('rising', 'peaks');
  const predictor = linearPredictor();
  const claims = { forecaster: silent(), linear: silent(), linear6h: silent() };
  const trial: Trial = { series, crossing: empty(), ahead: empty(), claims };
  let nextAt = series.start + stepMs;
  for (const [index, value] of series.values.entries()) {
    const at = series.start + index * series.intervalMs;
    observe(history, at, value);
    predictor.observe(at, value);
    if (at < nextAt || at >= series.crossedAt) continue;
    nextAt += stepMs;
    const said = outlook(history, limit);
    const predicts = (range: number): boolean => (predictor.predict(at, range, withinMs) ?? Number.NEGATIVE_INFINITY) >= limit;
    const claimed = {
      forecaster: said !== undefined && isWithin(said, at, withinMs),
      linear: predicts(ranges.linear),
      linear6h: predicts(ranges.linear6h),
    };
    for (const method of methods) {
      if (claimed[method]) noteClaim(claims[method], series, at, withinMs, stepMs);
      claims[method].claimed = claimed[method];
    }
    if (said !== undefined) checkCrossing(trial, said, at);
    checkAhead(trial, history, at);
  }
  return trial;
};
