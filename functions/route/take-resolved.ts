/** Resolved findings of a round: alerts recover, and incidents whose alerts all have are closed. */
import type { Alert } from '#kernel/alert.ts';
import { durationMs } from '#kernel/duration.ts';
import type { Finding } from '#kernel/finding.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { closeIfRecovered } from './close-if-recovered.ts';
import { foldResolved, isFlapping, isRedelivered } from './fold.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';
import type { Outcomes } from './take-firing.ts';
import type { Turn } from './turns.ts';

interface Recovery {
  readonly alert: Alert;
  readonly finding: Finding;
}

/** Titles that one entry names. */
const named = 5;

/** One entry an incident, before the alerts are written. */
const explain = async ({ store, clock }: RoutePorts, incidentId: string, recoveries: readonly Recovery[]): Promise<void> => {
  const [first, ...others] = recoveries;
  if (first === undefined) return;
  const { finding } = first;
  const shared = { incidentId, at: clock.now(), kind: 'alert_resolved', by: 'route' } as const;
  if (others.length === 0) {
    const detail = { fingerprint: finding.fingerprint, source: finding.source };
    await store.record({ ...shared, causeId: finding.id, reason: `${finding.title}. ${finding.reason}`, detail });
    return;
  }
  const shown = recoveries.slice(0, named).map((each) => each.finding.title);
  const more = recoveries.length > named ? `; and ${recoveries.length - named} more` : '';
  await store.record({
    ...shared,
    causeId: idFrom(...recoveries.map((each) => each.finding.id)),
    reason: `${recoveries.length} alerts recover: ${shown.join('; ')}${more}.`.slice(0, 1_000),
    detail: { alerts: recoveries.length },
  });
};

/** It fires on until it keeps still: a change too many says nothing. Written down once an episode of flapping. */
const explainFlapping = async ({ store, clock }: RoutePorts, alert: Alert, finding: Finding, policy: RoutePolicy): Promise<void> => {
  const { changes, within } = policy.correlation.flapping;
  if (alert.incidentId === undefined) return;
  await store.record({
    incidentId: alert.incidentId,
    at: clock.now(),
    kind: 'suppressed',
    causeId: `flapping-${alert.fingerprint}-${alert.changes?.at(-1) ?? 0}`,
    by: 'route',
    reason: `${finding.title} is flapping: it changed ${changes} times within ${within}. It counts as firing until it keeps still.`,
    detail: { reason: 'flapping', fingerprint: alert.fingerprint },
  });
};

/** Takes the turns. The incident is closed after the alerts are written, so that of two that recover at once the later one sees both. */
export const takeResolved = async (
  ports: RoutePorts,
  turns: readonly Turn[],
  alerts: ReadonlyMap<string, Alert>,
  policy: RoutePolicy,
  outcomes: Outcomes,
): Promise<void> => {
  const { changes, within } = policy.correlation.flapping;
  const now = ports.clock.now();
  const recoveries: Recovery[] = [];
  const closing = new Map<string, Finding>();
  for (const { fingerprint, findings } of turns) {
    const alert = alerts.get(fingerprint);
    const fresh = findings.filter(({ id }) => !outcomes.has(id));
    for (const finding of fresh) outcomes.set(finding.id, isRedelivered(alert, finding) ? 'redelivered' : 'duplicate');
    const finding = fresh.find((each) => !isRedelivered(alert, each));
    if (finding !== undefined && alert?.status === 'firing') {
      if (isFlapping(alert, { changes, withinMs: durationMs(within) }, now)) {
        await explainFlapping(ports, alert, finding, policy);
        outcomes.set(finding.id, 'flapping');
      } else {
        outcomes.delete(finding.id);
        recoveries.push({ alert, finding });
      }
    } else if (finding === undefined && alert?.status === 'resolved' && alert.incidentId !== undefined && findings[0] !== undefined)
      closing.set(alert.incidentId, findings[0]);
  }
  for (const [incidentId, own] of Map.groupBy(recoveries, ({ alert }) => alert.incidentId)) {
    if (incidentId !== undefined) await explain(ports, incidentId, own);
    for (const { alert, finding } of own) {
      await ports.store.putAlert(foldResolved(alert, finding, { findings: [finding], outcomes: ['folded'], unwritten: 0, now }));
      outcomes.set(finding.id, 'folded');
      if (incidentId !== undefined) closing.set(incidentId, finding);
    }
  }
  for (const [incidentId, finding] of closing) await closeIfRecovered(ports, incidentId, finding);
};
