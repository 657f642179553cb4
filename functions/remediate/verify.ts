/** Looks whether the runbook helped, and closes the incident when nothing in it fires any more. */
import { type Alert, seenAgainMs } from '#kernel/alert.ts';
import { resolve } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import type { InputOf } from './input.ts';
import { hold } from './lock.ts';
import { type RemediatePolicy, ruleOf } from './match-rule.ts';
import { bounds, metricDoubt } from './metric-doubt.ts';
import type { Plan } from './plan.ts';
import { audit, type RemediatePorts } from './ports.ts';
import { settle } from './settle.ts';

/** How long after the job its effect may take: evidence from within still speaks of the time before. At most half of what verification waits, milliseconds. */
const settleMs = (plan: Plan): number => Math.min(30_000, (plan.verifySeconds * 1000) / 2);

/**
 * Whether an alert fell silent: resolved, or no evidence since the job took effect. Silence is taken as health, so a service
 * that stopped reporting altogether looks recovered too; a probe of the service itself tells them apart. An alert that is
 * not written yet is just about to join: it fires. What counts is when evidence was received: a finding that was held up on its way
 * must not look as if the runbook had not helped.
 */
const isSilent = (alert: Alert | undefined, plan: Plan, finishedAt: number): boolean =>
  alert !== undefined && (alert.status === 'resolved' || (alert.evidenceAt ?? alert.lastSeenAt) < finishedAt + settleMs(plan));

/** How long evidence may take to come and to be folded in. */
const evidenceDelayMs = 30_000;

/** When silence begins to mean something: an alert that goes on firing is written once in `seenAgainMs`, and not at each sight of it. */
const silenceSpeaksAt = (plan: Plan, finishedAt: number): number => finishedAt + settleMs(plan) + seenAgainMs + evidenceDelayMs;

const verificationOf = (policy: RemediatePolicy, plan: Plan): RemediationRule['verify'] | undefined => ruleOf(plan, policy)?.verify;

/** Why it is not seen to have helped; undefined when it is. */
const doubt = async (
  { plan, fingerprint, finishedAt }: InputOf<'verify'>,
  ports: RemediatePorts,
  policy: RemediatePolicy,
): Promise<string | undefined> => {
  const verification = verificationOf(policy, plan);
  const alert = await ports.store.alert(fingerprint);
  if (verification?.alert === 'resolved' ? alert?.status !== 'resolved' : !isSilent(alert, plan, finishedAt))
    return 'The alert still fires after the runbook.';
  if (verification?.probe !== undefined && !(await ports.probe(verification.probe.url)))
    return 'The probe did not answer after the runbook.';
  if (verification?.metric === undefined) return undefined;
  const span = { from: finishedAt + settleMs(plan), now: ports.clock.now() };
  return metricDoubt(verification.metric, plan.metricLabels ?? {}, span, ports.metrics);
};

/** Whether nothing but silence speaks for it, and silence does not yet. */
const isEarly = async ({ plan, fingerprint, finishedAt }: InputOf<'verify'>, { store, clock }: RemediatePorts): Promise<boolean> =>
  clock.now() < silenceSpeaksAt(plan, finishedAt) && (await store.alert(fingerprint))?.status !== 'resolved';

/** Remembers what a run was worth; a repeated step writes the same. */
const remember = ({ plan, execution, finishedAt }: InputOf<'verify'>, { store }: RemediatePorts, helped: boolean): Promise<void> =>
  store.putOutcome(plan.rule, { execution, at: finishedAt, confidence: plan.confidence, helped });

/** `helped`, `not_yet` (look again) or `not_helped`. */
export const verify = async (input: InputOf<'verify'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const { plan, finishedAt } = input;
  const problem = await doubt(input, ports, policy);
  if (problem === undefined && (await isEarly(input, ports))) return { state: 'not_yet', problem: 'It is too early to tell.' };
  if (problem === undefined) {
    await remember(input, ports, true);
    const metric = verificationOf(policy, plan)?.metric;
    const well = metric === undefined ? '' : ` ${metric.name} is ${bounds(metric)}.`;
    const reason = `The alert is over or has not been seen since the runbook took effect.${well}`;
    await audit(ports, input, 'remediation_verified', reason);
    return { state: 'helped', reason };
  }
  const until = finishedAt + (plan.verifySeconds + plan.verifyWithinSeconds) * 1000;
  if (ports.clock.now() < until) return { state: 'not_yet', problem };
  await remember(input, ports, false);
  return { state: 'not_helped', problem };
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
  await hold(ports, plan, execution, plan.cooldownSeconds);
  const closed = incident.status === 'resolved';
  const rest = closed ? 'Nothing fires any more; the incident is closed.' : 'The incident stays open: other alerts of it still fire.';
  const untold = await settle(ports, plan, input.jobId, { verified: true, note: `${rest} ${plan.summary}` });
  return { closed, text: ['It worked.', rest, plan.summary, untold].filter((part) => part !== '').join(' ') };
};

/** Whether taking it back left things well, as far as the rule's probe can tell. The job that took it back has succeeded already. */
export const verifyUndo = async (input: InputOf<'verify_undo'>, ports: RemediatePorts, policy: RemediatePolicy) => {
  const probe = verificationOf(policy, input.plan)?.probe;
  const undone = probe === undefined || (await ports.probe(probe.url));
  const reason = undone ? 'It was taken back.' : 'It was taken back, and the probe does not answer.';
  await audit(ports, input, 'remediation_undone', reason, { undone }, { about: 'verified' });
  return { undone, reason };
};
