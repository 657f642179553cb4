/** Finds the rule for an alert and settles the plan. */
import { targetsOf } from '#calendar/targets.ts';
import type { Alert } from '#kernel/alert.ts';
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import { wholeSeconds } from '#kernel/minutes.ts';
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { ruleFor } from '#kernel/remediation-rule.ts';
import { renderParameters } from './parameters.ts';
import type { Plan } from './plan.ts';

/** What remediate reads of the policy. */
export type RemediatePolicy = Pick<Policy, 'remediations' | 'escalation' | 'routes' | 'people' | 'schedules'>;

/** The plan of the rule that matches, or why nothing is done. */
export type Match =
  | { readonly kind: 'matched'; readonly plan: Plan }
  | { readonly kind: 'no_rule'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Those the rule names, else those the incident's escalation policy calls first; whoever is on call as it stands now. */
const audience = (
  rule: RemediationRule,
  incident: Incident,
  policy: RemediatePolicy,
  now: number,
): Pick<Plan, 'recipients' | 'channels'> => {
  const first = escalationPolicyOf(incident, policy).new;
  const { notify, channels } = rule.approval;
  const { people } = targetsOf(notify.length > 0 ? notify : first.notify, policy, now);
  return { recipients: [...people], channels: channels.length > 0 ? channels : first.channels };
};

/** Looks at most this often at one job, so that a long job does not fill the workflow's history of 25,000 events [U]. */
const mostLooks = 360;

const planFor = (
  rule: RemediationRule,
  parameters: Plan['parameters'],
  alert: Alert,
  incident: Incident,
  policy: RemediatePolicy,
  now: number,
): Plan => {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return {
    rule: rule.name,
    description: rule.description,
    target: rule.target,
    template: rule.template,
    parameters,
    summary: `${rule.description}: runbook ${rule.name} (template ${rule.template} on ${rule.target})${given.length > 0 ? ` with ${given.join(', ')}` : ''}`,
    approvalRequired: rule.approval.required,
    approvalId: `approval-${idFrom(incident.id, alert.fingerprint, rule.name)}`,
    approvalSeconds: wholeSeconds(rule.approval.expiresMinutes),
    ...audience(rule, incident, policy, now),
    cooldownSeconds: wholeSeconds(rule.cooldownMinutes),
    verifySeconds: wholeSeconds(rule.verifyAfterMinutes),
    timeoutSeconds: wholeSeconds(rule.timeoutMinutes),
    pollSeconds: Math.max(10, Math.ceil(wholeSeconds(rule.timeoutMinutes) / mostLooks)),
  };
};

/** The first rule that agrees with the alert decides; when its parameters are refused, no later rule is tried. */
export const matchRule = (alert: Alert, incident: Incident, policy: RemediatePolicy, now: number): Match => {
  const rule = ruleFor(alert, policy.remediations);
  if (rule === undefined) return { kind: 'no_rule', reason: 'No rule of remediations.yaml matches this alert.' };
  const rendered = renderParameters(rule.parameters, alert.labels);
  if (rendered.kind === 'refused') return { kind: 'refused', reason: `Rule ${rule.name} matches, but is not run. ${rendered.reason}` };
  return { kind: 'matched', plan: planFor(rule, rendered.parameters, alert, incident, policy, now) };
};
