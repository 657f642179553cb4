/** An incident's way as lines of bars and marks over time. */
import { severityRank } from '#kernel/severity.ts';
import type { IncidentReport, Report } from '../report.ts';
import { words } from '../report-style.ts';
import type { Timeline, TimelineRow, Tone } from './model.ts';
import { decisionTone, severityTone } from './tones.ts';

/** Alerts that have a line of their own: the worst, then the first. */
const shownAlerts = 8;

type Since = (at: number) => number;

interface Station {
  readonly at: number;
  readonly name: string;
  readonly tone: Tone;
}

/** Where the incident stood, from when on. */
const stationsOf = ({ timeline }: IncidentReport): readonly Station[] =>
  timeline.flatMap(({ kind, at, detail }): readonly Station[] => {
    if (kind === 'opened') return [{ at, name: 'new', tone: 'warning' }];
    if (kind === 'escalated') return [{ at, name: String(detail?.['level'] ?? 'escalated'), tone: 'critical' }];
    if (kind === 'acknowledged') return [{ at, name: 'acknowledged', tone: 'person' }];
    if (kind === 'acknowledgement_stale') return [{ at, name: 'acknowledgement stale', tone: 'critical' }];
    if (kind === 'unanswered') return [{ at, name: 'unanswered', tone: 'critical' }];
    if (kind === 'resolved') return [{ at, name: 'resolved', tone: 'good' }];
    return [];
  });

const stateRow = (incident: IncidentReport, since: Since, endMs: number): TimelineRow => {
  const stations = stationsOf(incident);
  const bars = stations.map(({ at, name, tone }, index) => {
    const next = stations[index + 1];
    return { from: since(at), to: next === undefined ? endMs : since(next.at), tone, text: name };
  });
  return { label: 'State', bars, marks: [] };
};

const alertRows = ({ alerts }: IncidentReport, since: Since, endMs: number): readonly TimelineRow[] =>
  alerts
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity) || a.firstSeenAt - b.firstSeenAt)
    .slice(0, shownAlerts)
    .map(({ title, severity, status, firstSeenAt, lastSeenAt }) => ({
      label: title,
      bars: [
        {
          from: since(firstSeenAt),
          to: status === 'firing' ? endMs : since(lastSeenAt),
          tone: severityTone[severity],
          text: `${severity}, ${status}: ${title}`,
        },
      ],
      marks: [],
    }));

const decisionsRow = ({ timeline }: IncidentReport, since: Since): TimelineRow => ({
  label: 'Decisions of the pipeline and of people',
  bars: [],
  marks: timeline.map(({ at, kind, by, reason }) => ({
    at: since(at),
    tone: decisionTone(kind),
    text: `${words(kind)} by ${by}: ${reason}`,
  })),
});

const messagesRow = ({ sent }: IncidentReport, since: Since): TimelineRow => ({
  label: 'Messages to people',
  bars: [],
  marks: sent.map(({ at, notificationReason, recipients }) => ({
    at: since(at),
    tone: 'accent',
    text: `${words(notificationReason)} to ${recipients}`,
  })),
});

/** Times since the start of the run. */
export const timelineOf = (incident: IncidentReport, { played, runbooks }: Report): Timeline => {
  const since: Since = (at) => Math.max(0, at - played.startAt);
  const endMs = played.endedAt - played.startAt;
  const { openedAt, updatedAt } = incident.incident;
  const jobs = runbooks.filter(({ launchedAt }) => launchedAt >= openedAt && launchedAt <= updatedAt);
  const jobsRow: TimelineRow = {
    label: 'Runbooks',
    bars: jobs.map(({ job, template, status, launchedAt, finishedAt }) => ({
      from: since(launchedAt),
      to: since(finishedAt ?? played.endedAt),
      tone: status === 'successful' ? 'good' : status === 'running' ? 'accent' : 'critical',
      text: `job ${job} of template ${template}: ${status}`,
    })),
    marks: [],
  };
  return {
    rows: [
      stateRow(incident, since, endMs),
      decisionsRow(incident, since),
      messagesRow(incident, since),
      ...(jobs.length === 0 ? [] : [jobsRow]),
      ...alertRows(incident, since, endMs),
    ],
  };
};
