/** Everything the page shows, made of the report and of what remained in the cloud. Pure. */
import type { Remains } from '../cloud.ts';
import { readStream } from '../frames.ts';
import { readFindings } from '../read-findings.ts';
import type { IncidentReport, Report } from '../report.ts';
import { stepFor } from './buckets.ts';
import { type LogCluster, logClusters } from './clusters.ts';
import { type SeriesCard, seriesCard } from './series.ts';
import { watchSeries } from './watched-series.ts';

/** Series drawn of one incident. */
const shownSeries = 12;
/** Incidents with plots of their own; the others are listed. */
const shownIncidents = 6;
const shownClusters = 24;
/** Bars of a sparkline at most. */
const mostBuckets = 60;

/** One incident with its series. */
export interface IncidentSection {
  readonly report: IncidentReport;
  readonly series: readonly SeriesCard[];
  /** Titles of series that are not drawn. */
  readonly otherSeries: readonly string[];
}

export interface PageModel {
  readonly report: Report;
  readonly durationMs: number;
  readonly incidents: readonly IncidentSection[];
  readonly otherIncidents: readonly IncidentReport[];
  /** Findings about anomalies, and how many of them the detector drew again when the bands were made. */
  readonly anomalies: { readonly found: number; readonly drawnAgain: number };
  readonly clusters: readonly LogCluster[];
  /** What is not listed. */
  readonly otherClusters: { readonly kinds: number; readonly logs: number };
  readonly bucketMs: number;
}

/** The first of each name, then the second of each, and so on: not one thing twelve times. */
const varied = (cards: readonly SeriesCard[]): readonly SeriesCard[] => {
  const seen = new Map<string, number>();
  const ranked = cards.map((card) => {
    const turn = seen.get(card.name) ?? 0;
    seen.set(card.name, turn + 1);
    return { card, turn };
  });
  return ranked.toSorted((a, b) => a.turn - b.turn).map(({ card }) => card);
};

const incidentSection = (report: IncidentReport, cards: readonly SeriesCard[]): IncidentSection => {
  const own = new Set(report.incident.alerts);
  const series = cards.filter(({ fingerprint }) => own.has(fingerprint)).toSorted((a, b) => a.since - b.since);
  const drawn = new Set(varied(series).slice(0, shownSeries));
  return {
    report,
    series: series.filter((card) => drawn.has(card)),
    otherSeries: series.filter((card) => !drawn.has(card)).map(({ title }) => title),
  };
};

export const pageModel = (report: Report, remains: Remains): PageModel => {
  const { startAt, endedAt } = report.played;
  const durationMs = Math.max(1, endedAt - startAt);
  const frames = [...readStream(remains.records).frames.values()];
  const findings = readFindings(remains.findings).toSorted((a, b) => a.lastSeenAt - b.lastSeenAt);
  const watched = watchSeries(frames, remains.policy.detection, findings);
  const cards = watched.series.map((series) => seriesCard(series, startAt, durationMs));
  const bucketMs = stepFor(durationMs, mostBuckets);
  const clusters = logClusters(frames, findings, { startAt, widthMs: bucketMs, count: Math.ceil(durationMs / bucketMs) });
  const others = clusters.slice(shownClusters);
  return {
    report,
    durationMs,
    incidents: report.incidents.slice(0, shownIncidents).map((each) => incidentSection(each, cards)),
    otherIncidents: report.incidents.slice(shownIncidents),
    anomalies: { found: watched.anomalies, drawnAgain: watched.drawnAgain },
    clusters: clusters.slice(0, shownClusters),
    otherClusters: { kinds: others.length, logs: others.reduce((sum, { count }) => sum + count, 0) },
    bucketMs,
  };
};
