/** What a plan is made for: how much comes in, and how it is packed. */

import { grouped } from '../replay/text-table.ts';
import { UsageError } from '../replay/usage-error.ts';
import type { SignalKind } from './unit-costs.ts';

export interface Load {
  readonly signalsPerSecond: number;
  /** Signals a request. */
  readonly batch: number;
  /** Bytes of OTLP a signal. */
  readonly signalBytes: number;
  /** Series the detector keeps, those of spans included. */
  readonly series: number;
  readonly seriesPerResource: number;
  /** Resources a request speaks of: each is a record of the stream. */
  readonly resourcesPerRequest: number;
  readonly incidentsPerDay: number;
  readonly days: number;
  /** Shares, together 1. */
  readonly mix: Readonly<Record<SignalKind, number>>;
}

/** As typed. */
export interface LoadOptions {
  readonly signalsPerSecond: string;
  readonly batch: string;
  readonly signalBytes: string;
  readonly series: string;
  readonly seriesPerResource: string;
  readonly resourcesPerRequest: string;
  readonly incidentsPerDay: string;
  readonly days: string;
  readonly mix: string;
}

export const defaultLoad: LoadOptions = {
  signalsPerSecond: '1000',
  batch: '100',
  signalBytes: '300',
  series: '1000',
  seriesPerResource: '10',
  resourcesPerRequest: '1',
  incidentsPerDay: '5',
  days: '30',
  mix: '45:10:45',
};

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

const number = (option: string, typed: string, { least, most, whole = false }: Bounds): number => {
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`--${option} ${typed}: give a ${whole ? 'whole ' : ''}number from ${grouped(least)} to ${grouped(most)}`);
};

const readMix = (typed: string): Load['mix'] => {
  const parts = typed.split(':').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [log = Number.NaN, metric = Number.NaN, span = Number.NaN] = parts;
  const sum = log + metric + span;
  if (parts.length !== 3 || !(sum > 0) || !Number.isFinite(sum) || parts.some((part) => part < 0))
    throw new UsageError(`--mix ${typed}: give parts of logs, metric samples and spans, such as 45:10:45`);
  return { log: log / sum, metric: metric / sum, span: span / sum };
};

/** UsageError for what makes no sense. */
export const readLoad = (options: LoadOptions): Load => {
  const load = {
    signalsPerSecond: number('signals-per-second', options.signalsPerSecond, { least: 0.001, most: 10_000_000 }),
    batch: number('batch', options.batch, { least: 1, most: 100_000, whole: true }),
    signalBytes: number('signal-bytes', options.signalBytes, { least: 20, most: 100_000 }),
    series: number('series', options.series, { least: 0, most: 1_000_000_000, whole: true }),
    seriesPerResource: number('series-per-resource', options.seriesPerResource, { least: 1, most: 1_000 }),
    resourcesPerRequest: number('resources-per-request', options.resourcesPerRequest, { least: 1, most: 10_000, whole: true }),
    incidentsPerDay: number('incidents-per-day', options.incidentsPerDay, { least: 0, most: 1_000_000 }),
    days: number('days', options.days, { least: 1, most: 3_650 }),
    mix: readMix(options.mix),
  };
  if (load.resourcesPerRequest > load.batch)
    throw new UsageError(
      `--resources-per-request ${load.resourcesPerRequest}: a batch of ${load.batch} cannot speak of more resources than it has signals`,
    );
  return load;
};
