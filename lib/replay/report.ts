/** What a run showed, as data: the same for every run of the same script, and free of secrets. */
import type { Alert } from '#kernel/alert.ts';
import { compareText } from '#kernel/compare-text.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { attributeText } from '#kernel/resource.ts';
import { severityRank } from '#kernel/severity.ts';
import type { SignalKind } from '#kernel/signal.ts';
import type { AccessReport } from '#lib/local/iam/access.ts';
import { type Averted, avertedOf } from './averted.ts';
import { type Bill, makeBill } from './bill/bill.ts';
import type { Remains } from './cloud.ts';
import type { FaultReport } from './faults/fault-report.ts';
import { type Forewarning, forewarningOf } from './forewarning.ts';
import { readStream } from './frames.ts';
import { measureLatency, type ReportLatency } from './latency/measure-latency.ts';
import { balanceLedger, type Ledger } from './ledger.ts';
import { readFindings } from './read-findings.ts';
import { readResponses } from './response-items.ts';

/** What came of a replayed script; times in milliseconds since the epoch. */
export interface Played {
  readonly title: string;
  readonly description: string;
  readonly startAt: number;
  readonly endedAt: number;
  /** Requests by the status they were answered with. */
  readonly answers: Readonly<Record<string, number>>;
  readonly people: readonly PersonAnswer[];
  /** Under faults: requests that agents sent again, and that they dropped. */
  readonly resent?: number;
  readonly dropped?: number;
}

/** What a person did in the story. */
export interface PersonAnswer {
  readonly at: number;
  readonly person: string;
  readonly does: string;
  readonly by: 'api' | 'link';
  /** 0 when there was nothing to answer. */
  readonly status: number;
}

interface ServiceCounts {
  readonly service: string;
  readonly signals: Readonly<Record<SignalKind, number>>;
}

interface FindingGroup {
  readonly severity: Finding['severity'];
  readonly kind: Finding['kind'];
  readonly service: string;
  readonly title: string;
  readonly firing: number;
  readonly resolved: number;
}

interface Message {
  readonly at: number;
  readonly notificationReason: string;
  readonly recipients: string;
  readonly channels: readonly string[];
  readonly text: string;
}

/** One incident with all that was decided about it. */
export interface IncidentReport {
  readonly incident: Incident;
  readonly alerts: readonly Pick<Alert, 'title' | 'severity' | 'category' | 'status' | 'labels' | 'count' | 'firstSeenAt' | 'lastSeenAt'>[];
  /** Decisions; deliveries are in `sent`, what failed to arrive is here. */
  readonly timeline: readonly TimelineEntry[];
  readonly sent: readonly Message[];
  /** What was told of it before it was critical; absent where nothing was. */
  readonly forewarning?: Forewarning;
  /** What was forecast of it and did not come to pass; absent where nothing was. */
  readonly averted?: Averted;
}

interface RunbookReport {
  readonly job: number;
  readonly template: number;
  readonly status: string;
  readonly launchedAt: number;
  readonly finishedAt: number | undefined;
}

/** What the roles of the templates were granted, used, and missed. */
export interface PermissionReport {
  readonly granted: number;
  readonly used: number;
  readonly denials: AccessReport['denials'];
  readonly unused: AccessReport['unused'];
}

/** Also what `--json` prints. */
export interface Report {
  readonly played: Played;
  readonly cameIn: readonly ServiceCounts[];
  readonly findings: readonly FindingGroup[];
  readonly incidents: readonly IncidentReport[];
  readonly runbooks: readonly RunbookReport[];
  readonly ledger: Ledger;
  /** Logs by the layer that classified them (`memory`, `knowledge`, `rule`, `judge`…), and kinds of messages (`new_kind`…). */
  readonly classification: Readonly<Record<string, number>>;
  readonly permissions: PermissionReport;
  readonly bill: Bill;
  readonly latency: ReportLatency;
  readonly faults?: FaultReport;
  /** What stood in for systems outside AWS, and how often it was called. */
  readonly standIns: { readonly awxJobs: number; readonly webhookMessages: number; readonly webhookHosts: readonly string[] };
}

const noSignals: Record<SignalKind, number> = { log: 0, metric: 0, span: 0, event: 0 };

const cameIn = (remains: Remains): readonly ServiceCounts[] => {
  const counts = new Map<string, Record<SignalKind, number>>();
  for (const frame of readStream(remains.records).frames.values()) {
    for (const signal of frame.signals) {
      const service = attributeText(signal.resource.attributes, 'service.name') ?? '(no service.name)';
      const own = counts.get(service) ?? { ...noSignals };
      own[signal.kind] += 1;
      counts.set(service, own);
    }
  }
  return [...counts].map(([service, signals]) => ({ service, signals })).sort((a, b) => compareText(a.service, b.service));
};

/** Findings about one condition are one line; it is called what its first finding called it. */
const findingGroups = (remains: Remains): readonly FindingGroup[] => {
  const groups = new Map<string, FindingGroup>();
  const inOrder = readFindings(remains.findings).toSorted((a, b) => a.lastSeenAt - b.lastSeenAt || compareText(a.id, b.id));
  for (const { severity, kind, labels, title, status, fingerprint } of inOrder) {
    const key = JSON.stringify([severity, kind, fingerprint]);
    const group = groups.get(key) ?? { severity, kind, service: labels['service.name'] ?? '', title, firing: 0, resolved: 0 };
    groups.set(key, { ...group, [status]: group[status] + 1 });
  }
  return [...groups.values()].sort(
    (a, b) =>
      severityRank(a.severity) - severityRank(b.severity) ||
      compareText(b.kind, a.kind) ||
      b.firing - a.firing ||
      compareText(a.service, b.service) ||
      compareText(a.title, b.title),
  );
};

/** One message went out on several channels at once: told once. */
const messages = (timeline: readonly TimelineEntry[]): readonly Message[] => {
  const sent = new Map<string, Message>();
  for (const { kind, at, reason, detail, causeId } of timeline) {
    if (kind !== 'notified') continue;
    const channel = String(detail?.['channel'] ?? '');
    const key = channel !== '' && causeId.endsWith(`/${channel}`) ? causeId.slice(0, -channel.length) : causeId;
    const known = sent.get(key);
    sent.set(key, {
      at: known?.at ?? at,
      notificationReason: String(detail?.['notificationReason'] ?? ''),
      recipients: String(detail?.['recipients'] ?? ''),
      channels: [...(known?.channels ?? []), channel],
      text: reason,
    });
  }
  return [...sent.values()];
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).host;
  } catch {
    return '(no address)';
  }
};

const permissionReport = ({ granted, unused, denials }: AccessReport): PermissionReport => ({
  granted: granted.length,
  used: granted.length - unused.length,
  ...{ denials, unused },
});

/** Times in milliseconds since the epoch. */
export const makeReport = (played: Played, remains: Remains): Report => {
  const responses = readResponses(remains.items);
  const findings = readFindings(remains.findings);
  const ledger = balanceLedger(remains, responses.alerts);
  const incidents = responses.incidents.map((incident) => {
    const timeline = responses.timelineOf(incident.id);
    const own = incident.alerts.flatMap((fingerprint) => responses.alerts.filter((alert) => alert.fingerprint === fingerprint));
    const forewarning = forewarningOf(incident.alerts, findings);
    const averted = avertedOf(incident.alerts, findings);
    return {
      incident,
      alerts: own.map(({ title, severity, category, status, labels, count, firstSeenAt, lastSeenAt }) => ({
        ...{ title, severity, category, status, labels, count, firstSeenAt, lastSeenAt },
      })),
      timeline: timeline.filter((entry) => entry.kind !== 'notified'),
      sent: messages(timeline),
      ...(forewarning && { forewarning }),
      ...(averted && { averted }),
    };
  });
  return {
    played,
    cameIn: cameIn(remains),
    findings: findingGroups(remains),
    incidents,
    runbooks: remains.jobs.map(({ id, template, status, createdAt, finishedAt }) => ({
      ...{ job: id, template, status, launchedAt: createdAt, finishedAt },
    })),
    ledger,
    classification: remains.answered ?? {},
    permissions: permissionReport(remains.permissions),
    bill: makeBill(remains.usage, ledger.signals.accepted),
    latency: measureLatency(remains, responses),
    standIns: {
      awxJobs: remains.jobs.length,
      webhookMessages: remains.messages.length,
      webhookHosts: [...new Set(remains.messages.map((message) => hostOf(message.url)))].sort(),
    },
  };
};
