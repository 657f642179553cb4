/** Looks whether the runbook helped, and closes the incident when nothing in it fires any more. */
import type { Alert } from '#kernel/alert.ts';
import { resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import type { InputOf } from './input.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';

/** How long after the job its effect may take: evidence from within still speaks of the time before. At most half of what verification waits, milliseconds. */
const settleMs = (plan: Plan): number => Math.min(30_000, (plan.verifySeconds * 1000) / 2);

/**
 * Whether an alert fell silent: resolved, or no evidence since the job took effect. Silence is taken as health, so a service
 * that stopped reporting altogether looks recovered too; a probe of the service itself would tell them apart. An alert that is
 * not written yet is just about to join: it fires. What counts is when evidence was received: a finding that was held up on its way
 * must not look as if the runbook had not helped.
 */
const isSilent = (alert: Alert | undefined, plan: Plan, finishedAt: number): boolean =>
  alert !== undefined && (alert.status === 'resolved' || (alert.evidenceAt ?? alert.lastSeenAt) < finishedAt + settleMs(plan));

/** Whether the alert the runbook was launched for fell silent. */
export const verify = async (input: InputOf<'verify'>, ports: RemediatePorts) => {
  const { plan, finishedAt } = input;
  const alert = await ports.store.alert(input.fingerprint);
  if (!isSilent(alert, plan, finishedAt)) return { verified: false, problem: 'The alert still fires after the runbook.' };
  const reason = alert?.status === 'resolved' ? 'The alert is resolved.' : 'The alert has not been seen since the runbook took effect.';
  await audit(ports, input, 'remediation_verified', reason);
  return { verified: true, reason };
};

/** Resolves the incident unless another of its alerts still fires; asked anew when the incident changes meanwhile. */
export const close = async (input: InputOf<'close'>, ports: RemediatePorts) => {
  const { plan, incidentId, execution, finishedAt } = input;
  const allSilent = async (incident: Incident): Promise<boolean> => {
    const alerts = await Promise.all(incident.alerts.map((fingerprint) => ports.store.alert(fingerprint)));
    return alerts.every((alert) => isSilent(alert, plan, finishedAt));
  };
  const reason = `Runbook ${plan.rule} worked and nothing fires any more.`;
  const { incident } = await resolve(ports, { incidentId, by: 'remediate', reason, causeId: `${execution}/close`, onlyIf: allSilent });
  const closed = incident.status === 'resolved';
  const rest = closed ? 'Nothing fires any more; the incident is closed.' : 'The incident stays open: other alerts of it still fire.';
  return { closed, text: `It worked. ${rest} ${plan.summary}` };
};
