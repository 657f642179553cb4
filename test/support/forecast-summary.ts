/** Sums of trials of forecasts. */
import { type Coverage, type Method, methods, type Trial } from './forecast-trial.ts';

/** What one method's claims came to. */
interface MethodSummary {
  readonly falseAlarms: number;
  readonly falseHours: number;
  /** Mean hours from the first true claim to the limit, 0 where there was none; and how many there were none for. */
  readonly leadHours: number;
  readonly missed: number;
}

export interface Summary {
  readonly series: number;
  /** Of them, those that reached the limit. */
  readonly reached: number;
  /** Percent within the interval, `undefined` of none; and how many there were. */
  readonly crossing: number | undefined;
  readonly crossings: number;
  readonly ahead: number | undefined;
  readonly aheads: number;
  readonly methods: Readonly<Record<Method, MethodSummary>>;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const coverageOf = (coverages: readonly Coverage[]): readonly [percent: number | undefined, count: number] => {
  const within = sum(coverages.map((each) => each.within));
  const count = within + sum(coverages.map(({ before, after }) => before + after));
  return [count === 0 ? undefined : (100 * within) / count, count];
};

const summaryOf = (trials: readonly Trial[], method: Method): MethodSummary => {
  const claims = trials.map((trial) => trial.claims[method]);
  const leads = trials.filter(({ series }) => Number.isFinite(series.crossedAt)).map((trial) => trial.claims[method].lead);
  return {
    falseAlarms: sum(claims.map((each) => each.falseAlarms)),
    falseHours: sum(claims.map((each) => each.falseHours)),
    leadHours: sum(leads.map((lead) => lead ?? 0)) / Math.max(1, leads.length),
    missed: leads.filter((lead) => lead === undefined).length,
  };
};

export const summarise = (trials: readonly Trial[]): Summary => {
  const [crossing, crossings] = coverageOf(trials.map((trial) => trial.crossing));
  const [ahead, aheads] = coverageOf(trials.map((trial) => trial.ahead));
  const [forecaster, linear, linear6h] = methods.map((method) => summaryOf(trials, method));
  const none = { falseAlarms: 0, falseHours: 0, leadHours: 0, missed: 0 };
  return {
    series: trials.length,
    reached: trials.filter(({ series }) => Number.isFinite(series.crossedAt)).length,
    ...{ crossing, crossings, ahead, aheads },
    methods: { forecaster: forecaster ?? none, linear: linear ?? none, linear6h: linear6h ?? none },
  };
};

/** What must hold of all kinds together; what does not, in words. */
export const shortcomings = ({ crossing = 0, ahead = 0, methods: { forecaster, linear } }: Summary): readonly string[] => [
  ...(crossing >= 85 && crossing <= 95 ? [] : [`90 % intervals of the crossing time cover ${crossing.toFixed(1)} %`]),
  ...(ahead >= 85 && ahead <= 95 ? [] : [`90 % intervals of values ahead cover ${ahead.toFixed(1)} %`]),
  ...(forecaster.falseAlarms * 2 <= linear.falseAlarms
    ? []
    : [`${forecaster.falseAlarms} false alarms, predict_linear ${linear.falseAlarms}`]),
  ...(forecaster.leadHours >= linear.leadHours ? [] : [`warned ${forecaster.leadHours} h before, predict_linear ${linear.leadHours} h`]),
];
