/** What is remembered of the series that are forecast, and its packed form. */
import { severities, severityRank } from '#kernel/severity.ts';
import { type ForecastAlarm, startForecastAlarm } from './alarm.ts';
import { type History, packHistory, unpackHistory } from './history.ts';

/** One series; changed in place. */
export interface Forecast {
  /** Undefined for metrics that say themselves how long they will last. */
  readonly history: History | undefined;
  readonly alarm: ForecastAlarm;
  /** Milliseconds since the epoch of the last sample, and the hour since then in which it was last evaluated. */
  lastAt: number;
  hour: number;
}

/** Series by key, and values of limits by theirs with the time of each; changed in place. */
export interface Forecasts {
  readonly series: Map<string, Forecast>;
  readonly limits: Map<string, readonly [value: number, at: number]>;
}

/** Weeks of memory outlive a weekend without samples; milliseconds. */
const forgottenAfterMs = 4 * 24 * 3600 * 1000;

export const startForecasts = (): Forecasts => ({ series: new Map(), limits: new Map() });

type PackedForecast = readonly [
  key: string,
  history: readonly number[],
  alarm: readonly number[],
  times: readonly [lastAt: number, hour: number],
];

/** JSON-able. */
export interface PackedForecasts {
  readonly series: readonly PackedForecast[];
  readonly limits: readonly (readonly [string, readonly [number, number]])[];
}

const packAlarm = ({ severity, since, withdrawn }: ForecastAlarm): readonly number[] =>
  severity === undefined ? [] : [severityRank(severity), since, withdrawn];

const unpackAlarm = ([severity, since = 0, withdrawn = 0]: readonly number[]): ForecastAlarm =>
  severity === undefined ? startForecastAlarm() : { severity: severities[severity] ?? 'warning', since, withdrawn };

/** The newest `share`, 0 to 1, of what was seen lately. */
const newest = <Value>(entries: Map<string, Value>, seenAt: (value: Value) => number, share: number): (readonly [string, Value])[] => {
  const last = Math.max(...[...entries.values()].map(seenAt));
  const recent = [...entries].filter(([, value]) => seenAt(value) >= last - forgottenAfterMs);
  if (share === 1) return recent;
  return recent.sort(([, a], [, b]) => seenAt(b) - seenAt(a)).slice(0, Math.ceil(recent.length * share));
};

export const packForecasts = ({ series, limits }: Forecasts, share: number): PackedForecasts => ({
  series: newest(series, ({ lastAt }) => lastAt, share).map(([key, { history, alarm, lastAt, hour }]) => [
    key,
    history === undefined ? [] : packHistory(history),
    packAlarm(alarm),
    [lastAt, hour],
  ]),
  limits: newest(limits, ([, at]) => at, share),
});

const unpackForecast = ([key, numbers, alarm, [lastAt, hour]]: PackedForecast): readonly (readonly [string, Forecast])[] => {
  const history = unpackHistory(numbers);
  return history === undefined && numbers.length > 0 ? [] : [[key, { history, alarm: unpackAlarm(alarm), lastAt, hour }]];
};

/** Nothing is remembered where there is nothing, and of a version that is not known. */
export const unpackForecasts = (packed: PackedForecasts | undefined): Forecasts =>
  packed === undefined ? startForecasts() : { series: new Map(packed.series.flatMap(unpackForecast)), limits: new Map(packed.limits) };
