/** Folds findings into their alert. Pure; the caller decides what they change. */
import type { Alert, Link, SuppressionReason } from '#kernel/alert.ts';
import type { Finding } from '#kernel/finding.ts';
import { type Severity, severityRank } from '#kernel/severity.ts';

/** A redelivered finding is recognised among this many last ones that changed something; its group keeps order, so it comes soon or never. */
export const rememberedFindings = 8;
/** Changes of state that are remembered, to tell flapping. */
const rememberedChanges = 12;

/** What becomes of a finding in the ledger. */
export type Outcome = 'folded' | SuppressionReason | 'redelivered';

/** Whether this finding was folded in before. */
export const isRedelivered = (alert: Alert | undefined, finding: Finding): boolean => alert?.recentFindings.includes(finding.id) ?? false;

/** Whether the alert has changed its state so often lately that one more change says nothing. */
export const isFlapping = (alert: Alert, limit: { readonly changes: number; readonly withinMs: number }, now: number): boolean =>
  (alert.changes ?? []).filter((at) => now - at <= limit.withinMs).length >= limit.changes;

/** What firing findings of one alert, in their order, come to: each outcome, and the one that changes the alert. */
export interface Judgement {
  readonly outcomes: readonly Outcome[];
  /** The worst of those that change it; absent when none does. */
  readonly lead: Finding | undefined;
}

/** A finding changes a firing alert only when it is worse; routine changes nothing. `firingAs` is the severity the alert fires with in an open incident. */
export const judge = (findings: readonly Finding[], firingAs: Severity | undefined): Judgement => {
  let severity = firingAs;
  let lead: Finding | undefined;
  const outcomes = findings.map((finding): Outcome => {
    if (finding.severity === 'info') return 'policy';
    if (severity !== undefined && severityRank(finding.severity) >= severityRank(severity)) return 'duplicate';
    severity = finding.severity;
    lead = finding;
    return 'folded';
  });
  return { outcomes, lead };
};

/** What is folded in. */
export interface Fold {
  /** In their order; those that change the alert and those that only repeat it. */
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  /** Evidence of repeated findings that were not written, from before. */
  readonly unwritten: number;
  readonly now: number;
}

const remember = (alert: Alert, { findings, outcomes }: Fold): Pick<Alert, 'recentFindings' | 'folded' | 'version' | 'keptFromModels'> => {
  const changing = findings.filter((_, index) => outcomes[index] === 'folded').map(({ id }) => id);
  const isKept = alert.keptFromModels === true || findings.some(({ evidence }) => evidence.keptFromModels === true);
  return {
    ...(isKept ? { keptFromModels: true } : {}),
    recentFindings: [...alert.recentFindings, ...changing].slice(-rememberedFindings),
    folded: alert.folded + changing.length,
    version: alert.version + 1,
  };
};

const blank = (finding: Finding, now: number): Alert => ({
  fingerprint: finding.fingerprint,
  labels: finding.labels,
  status: 'resolved',
  severity: finding.severity,
  category: finding.category,
  title: finding.title,
  reason: finding.reason,
  kind: finding.kind,
  confidence: finding.confidence,
  firstSeenAt: Math.min(finding.startsAt, now),
  lastSeenAt: now,
  count: 0,
  recentFindings: [],
  folded: 0,
  version: 0,
});

const changed = (alert: Alert, now: number): readonly number[] => [...(alert.changes ?? []), now].slice(-rememberedChanges);

/**
 * Firing findings of which `lead` changes the alert: it fires with lead's severity; first seen, count and links begin anew with
 * each episode. Last seen is when the finding arrived: an agent's slow clock or a backlog must not look like silence.
 */
export const foldFiring = (
  alert: Alert | undefined,
  lead: Finding,
  fold: Fold,
  incidentId: string,
  links: readonly Link[] | undefined,
): Alert => {
  const { findings, unwritten, now } = fold;
  const [first = lead] = findings;
  const known = alert ?? blank(first, now);
  const begins = known.status === 'resolved';
  const evidence = findings.reduce((sum, { evidence: { count } }) => sum + count, unwritten);
  const { resolvedAt: _resolved, returning: _returning, expectedAt: _expected, links: before, ...rest } = known;
  const kept = links ?? before;
  return {
    ...rest,
    ...remember(known, fold),
    severity: lead.severity,
    category: lead.category,
    title: lead.title,
    reason: lead.reason,
    kind: lead.kind,
    confidence: lead.confidence,
    ...(lead.expectedAt === undefined ? {} : { expectedAt: lead.expectedAt }),
    firstSeenAt: begins ? Math.min(first.startsAt, now) : known.firstSeenAt,
    status: 'firing',
    incidentId,
    lastSeenAt: Math.max(known.lastSeenAt, now),
    evidenceAt: Math.max(known.evidenceAt ?? 0, ...findings.map(({ receivedAt }) => receivedAt ?? now)),
    count: (begins ? 0 : known.count) + evidence,
    ...(begins ? { changes: changed(known, now) } : {}),
    ...(kept === undefined || kept.length === 0 ? {} : { links: kept }),
  };
};

/** The alert was seen again, no more. */
export const foldSeen = (alert: Alert, { findings, unwritten, now }: Omit<Fold, 'outcomes'>): Alert => ({
  ...alert,
  lastSeenAt: Math.max(alert.lastSeenAt, now),
  evidenceAt: Math.max(alert.evidenceAt ?? 0, ...findings.map(({ receivedAt }) => receivedAt ?? now)),
  count: findings.reduce((sum, { evidence: { count } }) => sum + count, alert.count + unwritten),
  version: alert.version + 1,
});

/** A resolved finding on a firing alert. */
export const foldResolved = ({ returning: _, ...alert }: Alert, finding: Finding, fold: Fold): Alert => ({
  ...alert,
  ...remember(alert, fold),
  status: 'resolved',
  resolvedAt: fold.now,
  reason: finding.reason,
  changes: changed(alert, fold.now),
});
