/** A watched series as the page draws it, and as it tells it in words. */
import { elapsedText } from '../duration.ts';
import type { Series } from './model.ts';
import type { WatchedSeries } from './watched-series.ts';

/** Samples drawn of one series. */
const mostSamples = 360;

/** A series of an incident. */
export interface SeriesCard {
  readonly fingerprint: string;
  /** The condition's: `span.duration`. */
  readonly name: string;
  readonly title: string;
  /** What tells it from others of its name. */
  readonly labels: string;
  readonly samples: number;
  readonly anomalous: number;
  /** Milliseconds since the epoch: the first finding's evidence. */
  readonly since: number;
  /** What was expected and seen at the first finding, in the detector's words. */
  readonly reason: string;
  readonly drawn: Series;
}

/** Labels that stand in the title. */
const titled = new Set([
  'alertname',
  'service.name',
  'service.namespace',
  'deployment.environment.name',
  'span.name',
  'span.kind',
  'service.peer.name',
]);

type Samples = WatchedSeries['samples'];

/** All samples where they are few, else of each stretch of them the one that surprised most. */
const thinned = (samples: Samples): Samples => {
  if (samples.length <= mostSamples) return samples;
  const width = samples.length / mostSamples;
  return Array.from({ length: mostSamples }, (_, stretch) =>
    samples
      .slice(Math.floor(stretch * width), Math.floor((stretch + 1) * width))
      .reduce((most, each) => (each.score > most.score ? each : most)),
  );
};

/** Spans of alarm by the findings: from the first anomalous sample to the resolution, or to the end. */
const alarmsOf = ({ findings }: WatchedSeries, startAt: number, durationMs: number): Series['alarms'] => {
  const alarms: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const { status, startsAt, lastSeenAt } of findings) {
    if (status === 'firing') from ??= startsAt - startAt;
    else if (from !== undefined) {
      alarms.push({ from, to: lastSeenAt - startAt });
      from = undefined;
    }
  }
  return from === undefined ? alarms : [...alarms, { from, to: durationMs }];
};

const titleOf = ({ labels }: WatchedSeries): string => {
  const [span, called] = [labels['span.name'], labels['service.peer.name']];
  const of = span === undefined ? (called === undefined ? '' : ` of calls to ${called}`) : ` of ${span}`;
  return `${labels['service.name'] ?? 'unknown service'}: ${labels['alertname'] ?? ''}${of}`;
};

/** Six digits tell everything a screen can show. */
const short = (value: number): number => Number(value.toPrecision(6));

/** Times since `startAt` (ms since the epoch). */
export const seriesCard = (watched: WatchedSeries, startAt: number, durationMs: number): SeriesCard => {
  const { labels, fingerprint, unit, samples, findings } = watched;
  const title = titleOf(watched);
  const shown = thinned(samples);
  const drawn: Series = {
    title,
    unit,
    at: shown.map(({ at }) => at - startAt),
    values: shown.map(({ value }) => short(value)),
    lower: shown.map(({ expected }) => (expected === undefined ? null : short(expected.lower))),
    upper: shown.map(({ expected }) => (expected === undefined ? null : short(expected.upper))),
    anomalous: shown.flatMap(({ isAnomalous }, index) => (isAnomalous ? [index] : [])),
    alarms: alarmsOf(watched, startAt, durationMs),
  };
  return {
    fingerprint,
    name: labels['alertname'] ?? '',
    title,
    labels: Object.entries(labels)
      .filter(([name]) => !titled.has(name))
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    samples: samples.length,
    anomalous: samples.filter(({ isAnomalous }) => isAnomalous).length,
    since: findings[0]?.startsAt ?? startAt,
    reason: findings[0]?.reason ?? '',
    drawn,
  };
};

/** What a listener hears instead of seeing the plot. */
export const seriesInWords = ({ title, samples, anomalous, since, reason }: SeriesCard, startAt: number): string =>
  `${title}: ${samples} samples, ${anomalous} anomalous, in alarm since ${elapsedText(since - startAt)}. ${reason}`;
