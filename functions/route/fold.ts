/** Folds one finding into its alert. Pure; the caller decides what the finding changes. */
import type { Alert, SuppressionReason } from '#kernel/alert.ts';
import type { Finding } from '#kernel/finding.ts';
import { worst } from '#kernel/severity.ts';

/** A redelivered finding is recognised among this many last ones; its group keeps order, so it comes soon or never. */
export const rememberedFindings = 20;

/** What becomes of a finding in the ledger. */
export type Outcome = 'folded' | SuppressionReason;

/** Whether this finding was folded in before. */
export const isRedelivered = (alert: Alert | undefined, finding: Finding): boolean => alert?.recentFindings.includes(finding.id) ?? false;

const blank = (finding: Finding, now: number): Alert => ({
  fingerprint: finding.fingerprint,
  labels: finding.labels,
  status: finding.status,
  severity: finding.severity,
  category: finding.category,
  title: finding.title,
  reason: finding.reason,
  firstSeenAt: Math.min(finding.startsAt, now),
  lastSeenAt: now,
  count: 0,
  recentFindings: [],
  outcomes: { folded: 0, suppressed: {} },
  version: 0,
});

const count = (outcomes: Alert['outcomes'], outcome: Outcome): Alert['outcomes'] =>
  outcome === 'folded'
    ? { ...outcomes, folded: outcomes.folded + 1 }
    : { ...outcomes, suppressed: { ...outcomes.suppressed, [outcome]: (outcomes.suppressed[outcome] ?? 0) + 1 } };

/** The finding remembered and counted, nothing else changed. */
const remember = (alert: Alert, finding: Finding, outcome: Outcome): Alert => ({
  ...alert,
  recentFindings: [...alert.recentFindings, finding.id].slice(-rememberedFindings),
  outcomes: count(alert.outcomes, outcome),
  version: alert.version + 1,
});

/** A finding that changes nothing but the books: routine, or a resolution of what does not fire. */
export const foldAside = (alert: Alert | undefined, finding: Finding, outcome: SuppressionReason, now: number): Alert =>
  remember(alert ?? { ...blank(finding, now), status: 'resolved', resolvedAt: now }, finding, outcome);

/**
 * A firing finding: the alert fires with the worst severity of its present episode; first seen and count begin anew with each
 * episode. Last seen is when the finding arrived: an agent's slow clock or a backlog must not look like silence.
 */
export const foldFiring = (alert: Alert | undefined, finding: Finding, outcome: Outcome, incidentId: string, now: number): Alert => {
  const known = alert ?? blank(finding, now);
  const begins = alert === undefined || alert.status === 'resolved';
  const episode = begins
    ? { severity: finding.severity, firstSeenAt: Math.min(finding.startsAt, now), count: 0 }
    : { severity: worst(known.severity, finding.severity), firstSeenAt: known.firstSeenAt, count: known.count };
  const speaksLouder = begins || episode.severity !== known.severity;
  const { resolvedAt: _, ...rest } = remember(known, finding, outcome);
  return {
    ...rest,
    ...(speaksLouder ? { category: finding.category, title: finding.title, reason: finding.reason } : {}),
    ...episode,
    status: 'firing',
    incidentId,
    lastSeenAt: Math.max(known.lastSeenAt, now),
    evidenceAt: Math.max(known.evidenceAt ?? 0, finding.receivedAt ?? now),
    count: episode.count + finding.evidence.count,
  };
};

/** A resolved finding on a firing alert. */
export const foldResolved = (alert: Alert, finding: Finding, now: number): Alert => ({
  ...remember(alert, finding, 'folded'),
  status: 'resolved',
  resolvedAt: now,
  reason: finding.reason,
});
