/** Finding → alert → incident: deduplicates, groups, starts the workflows, and closes what has recovered. */
import type { Alert, SuppressionReason } from '#kernel/alert.ts';
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { settleAlerts } from '#kernel/settle-alerts.ts';
import { severityRank } from '#kernel/severity.ts';
import { emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { escalationName, remediationName } from '#kernel/workflow-names.ts';
import { closeIfRecovered } from './close-if-recovered.ts';
import { foldAside, foldFiring, foldResolved, isRedelivered } from './fold.ts';
import { incidentFor } from './incident-for.ts';
import { groupOf } from './match-route.ts';
import type { RoutePorts } from './ports.ts';

const folded: StageReport = { ...emptyReport, received: 1, produced: 1 };
const suppressed = (reason: SuppressionReason | 'redelivered'): StageReport => ({
  ...emptyReport,
  received: 1,
  suppressed: { [reason]: 1 },
});

const setAside = async (ports: RoutePorts, alert: Alert | undefined, finding: Finding, reason: SuppressionReason): Promise<StageReport> => {
  await ports.store.putAlert(foldAside(alert, finding, reason, ports.clock.now()));
  return suppressed(reason);
};

/** Whoever ended the incident between joining it and writing the alert could not see the alert, and meant it too. */
const settleIfEnded = async ({ store }: RoutePorts, incidentId: string): Promise<void> => {
  const incident = await store.incident(incidentId);
  if (incident?.resolvedAt !== undefined) await settleAlerts(store, incident, incident.resolvedAt);
};

/** What follows the alert's own write; an interruption may have left it undone, and it can be done again. */
const finish = async (ports: RoutePorts, { status, incidentId }: Alert, finding: Finding): Promise<void> => {
  if (incidentId === undefined) return;
  if (status === 'firing') await settleIfEnded(ports, incidentId);
  else if (finding.status === 'resolved') await closeIfRecovered(ports, incidentId, finding);
};

const takeResolved = async (ports: RoutePorts, alert: Alert | undefined, finding: Finding): Promise<StageReport> => {
  if (alert?.status !== 'firing') return setAside(ports, alert, finding, 'duplicate');
  const now = ports.clock.now();
  const { incidentId } = alert;
  if (incidentId !== undefined)
    await ports.store.record({
      incidentId,
      at: now,
      kind: 'alert_resolved',
      causeId: finding.id,
      by: 'route',
      reason: `${finding.title}. ${finding.reason}`,
      detail: { fingerprint: finding.fingerprint, source: finding.source },
    });
  const after = foldResolved(alert, finding, now);
  await ports.store.putAlert(after);
  await finish(ports, after, finding);
  return folded;
};

/** Critical goes to people and to runbooks; the names make a repeated start harmless. */
const startWorkflows = async ({ workflows }: RoutePorts, incident: Incident, { severity, fingerprint }: Finding): Promise<void> => {
  if (severity !== 'critical') return;
  await workflows.start('escalation', escalationName(incident.id), { incidentId: incident.id });
  await workflows.start('remediation', remediationName(incident.id, fingerprint), { incidentId: incident.id, fingerprint });
};

/** Says beforehand that a recovered alert fires again, so that nobody closes its incident as recovered meanwhile. */
const announce = async (ports: RoutePorts, alert: Alert): Promise<Alert> => {
  const { resolvedAt: _, ...rest } = alert;
  await ports.store.putAlert({ ...rest, status: 'firing', version: alert.version + 1 });
  return { ...alert, version: alert.version + 1 };
};

const takeFiring = async (ports: RoutePorts, known: Alert | undefined, finding: Finding, policy: RoutesPolicy): Promise<StageReport> => {
  const at = known?.incidentId === undefined ? undefined : await ports.store.incident(known.incidentId);
  const incidentBefore = at?.status === 'resolved' ? undefined : at;
  const live = known?.status === 'firing' ? incidentBefore : undefined;
  const now = ports.clock.now();
  if (known !== undefined && live !== undefined && severityRank(finding.severity) >= severityRank(known.severity)) {
    await ports.store.putAlert(foldFiring(known, finding, 'duplicate', live.id, now));
    return suppressed('duplicate');
  }
  const again = known?.status === 'resolved' && incidentBefore !== undefined;
  const alert = known !== undefined && again ? await announce(ports, known) : known;
  const incident = await incidentFor(ports, { finding, group: groupOf(finding.labels, policy), live, again });
  if (incident.status !== 'resolved') await startWorkflows(ports, incident, finding);
  const after = foldFiring(alert, finding, 'folded', incident.id, now);
  await ports.store.putAlert(after);
  await finish(ports, after, finding);
  return folded;
};

const decide = async (ports: RoutePorts, finding: Finding, policy: RoutesPolicy): Promise<StageReport> => {
  const alert = await ports.store.alert(finding.fingerprint);
  if (isRedelivered(alert, finding)) {
    if (alert !== undefined) await finish(ports, alert, finding);
    return suppressed('redelivered');
  }
  if (finding.status === 'resolved') return takeResolved(ports, alert, finding);
  if (finding.severity === 'info') return setAside(ports, alert, finding, 'policy');
  return takeFiring(ports, alert, finding, policy);
};

/**
 * Takes one finding. The alert's own write comes last and marks the finding as done; all before it can be repeated. The report
 * says `produced` for a finding that changed a state, and names the reason for every other. ConflictError when one race after the other is lost: the queue delivers the finding again.
 */
export const route = (finding: Finding, ports: RoutePorts, policy: RoutesPolicy): Promise<StageReport> =>
  untilNoRaceIsLost(
    () => decide(ports, finding, policy),
    ({ reason }) => ports.log.info('lost a race; deciding again', { finding: finding.id, reason }),
  );
