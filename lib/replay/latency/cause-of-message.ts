/** Which finding made people hear: messages that follow from signals, not from a timer that ran out or a person who answered. */
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import { remediationName } from '#kernel/workflow-names.ts';
import type { Trace } from './trace-findings.ts';

/** The first critical finding of an alert that was decided while the incident was there. */
const firstCritical = (traces: readonly Trace[], incident: Incident, fingerprints: readonly string[]): Trace | undefined =>
  traces
    .filter(({ finding, decidedAt }) => {
      const pages = finding.severity === 'critical' && finding.status === 'firing';
      return pages && fingerprints.includes(finding.fingerprint) && decidedAt >= incident.openedAt;
    })
    .sort((a, b) => a.routedAt - b.routedAt)[0];

const byReason: Readonly<Record<string, (message: TimelineEntry, incident: Incident, traces: readonly Trace[]) => Trace | undefined>> = {
  // biome-ignore-start lint/style/useNamingConvention: the reasons' own names.
  incident_opened: (_, incident, traces) => firstCritical(traces, incident, incident.alerts),
  approval_requested: ({ causeId }, incident, traces) => {
    const fingerprint = incident.alerts.find((each) => causeId.includes(remediationName(incident.id, each)));
    return fingerprint === undefined ? undefined : firstCritical(traces, incident, [fingerprint]);
  },
  // biome-ignore-end lint/style/useNamingConvention: the reasons' own names.
  // The last alert's recovery; whoever else ends an incident does so for another cause.
  resolved: (_, { resolvedBy, resolvedAt = 0 }, traces) =>
    resolvedBy === 'route' ? traces.findLast(({ routedAt, decidedAt }) => routedAt <= resolvedAt && resolvedAt <= decidedAt) : undefined,
};

/** Undefined for a message that signals did not cause. */
export const causeOfMessage = (message: TimelineEntry, incident: Incident, traces: readonly Trace[]): Trace | undefined =>
  byReason[String(message.detail?.['notificationReason'] ?? '')]?.(message, incident, traces);
