/** Follows the series that may run out, and says once an hour of event time what is to be told of each. */
import type { Finding } from '#kernel/finding.ts';
import type { Frame } from '#kernel/frame.ts';
import type { DetectionPolicy } from '#kernel/policy.ts';
import { advanceForecast, startForecastAlarm } from './alarm.ts';
import { forecastFinding, type Measured } from './forecast-finding.ts';
import type { Forecast, Forecasts } from './forecast-state.ts';
import { observe, startHistory } from './history.ts';
import { type Outlook, outlook } from './outlook.ts';
import { limitKey, type Watch, watchesOf } from './watch.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** A metric that says itself how long it lasts is right about it. */
const countdown = (watch: Watch, at: number, value: number): Outlook => {
  const end = watch.values === 'seconds_left' ? at + value * 1000 : value * 1000;
  return { earliest: end, median: end, latest: end, perDay: -day / 1000, since: at, forecaster: 'linear' };
};

/** The limit as far as it is known. One that is a metric and not above 0 says that there is none. */
const limitOf = (state: Forecasts, watch: Watch, reading: Measured): number | undefined => {
  if (typeof watch.limit === 'number') return watch.limit;
  const value = state.limits.get(limitKey(watch.limit, reading.labels(), watch.labels))?.[0];
  return value !== undefined && value > 0 ? value : undefined;
};

const outlookOf = (forecast: Forecast, watch: Watch, limit: number | undefined, { at, value }: Measured): Outlook | undefined => {
  if (forecast.history === undefined) return countdown(watch, at, value);
  if (limit === undefined) return undefined;
  // What has run out is no forecast any more; one that was told stands.
  const isOut = watch.direction === 'rising' ? value >= limit : value <= limit;
  return isOut && forecast.alarm.severity === undefined ? undefined : outlook(forecast.history, limit);
};

/** Takes readings of levels in order of time; changes the state given to it. The finding, should there be one. */
export const forecastReadings = (policy: DetectionPolicy['forecasts']) => {
  const watches = watchesOf(policy);

  const forecastOf = (state: Forecasts, watch: Watch, key: string): Forecast | undefined => {
    const known = state.series.get(key);
    if (known !== undefined && (known.history === undefined) === (watch.values !== 'level')) return known;
    if (known === undefined && state.series.size >= policy.maxSeriesPerResource) return undefined;
    const history = watch.values === 'level' ? startHistory(watch.direction, watch.envelope) : undefined;
    const forecast = { history, alarm: startForecastAlarm(), lastAt: 0, hour: 0 };
    state.series.set(key, forecast);
    return forecast;
  };

  const rememberLimit = (state: Forecasts, reading: Measured): void => {
    const key = limitKey(reading.name, reading.labels());
    if (state.limits.has(key) || state.limits.size < policy.maxSeriesPerResource) state.limits.set(key, [reading.value, reading.at]);
  };

  return (state: Forecasts, frame: Frame, reading: Measured): Finding | undefined => {
    if (watches.isLimit(reading.name)) rememberLimit(state, reading);
    const watch = watches.of(reading.name, reading.labels);
    const forecast = watch === undefined ? undefined : forecastOf(state, watch, reading.key);
    if (watch === undefined || forecast === undefined || reading.at <= forecast.lastAt) return undefined;
    forecast.lastAt = reading.at;
    if (forecast.history !== undefined) observe(forecast.history, reading.at, reading.value);
    const now = Math.floor(reading.at / hour);
    if (now <= forecast.hour) return undefined;
    forecast.hour = now;
    const before = { ...forecast.alarm };
    const limit = limitOf(state, watch, reading);
    const said = outlookOf(forecast, watch, limit, reading);
    const status = advanceForecast(forecast.alarm, said, reading.at, watch);
    if (status === undefined) return undefined;
    const told = status === 'firing' ? forecast.alarm : before;
    return forecastFinding({
      frame,
      reading,
      watch,
      status,
      severity: told.severity ?? 'warning',
      since: told.since,
      outlook: said,
      limit,
    });
  };
};
