/** Finds the rule for an alert and settles the plan. */
import { targetsOf } from '#calendar/targets.ts';
import type { Alert } from '#kernel/alert.ts';
import type { DependencyGraph } from '#kernel/dependency-graph.ts';
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import { wholeSeconds } from '#kernel/minutes.ts';
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { rulesFor } from '#kernel/remediation-rule.ts';
import { runbookHash } from '#kernel/runbook.ts';
import { type Rendered, renderParameters } from './parameters.ts';
import type { Plan } from './plan.ts';

/** What remediate reads of the policy. */
export type RemediatePolicy = Pick<
  Policy,
  'remediations' | 'rehearsals' | 'escalation' | 'routes' | 'people' | 'schedules' | 'maintenance' | 'topology'
>;

/** The plan of the rule that matches, or why nothing is done. */
export type Match =
  | { readonly kind: 'matched'; readonly plan: Plan }
  | { readonly kind: 'no_rule'; readonly reason: string }
  | { readonly kind: 'refused'; readonly rule: string; readonly reason: string };

/** What a match is made of. */
export interface Matching {
  readonly alert: Alert;
  readonly incident: Incident;
  readonly policy: RemediatePolicy;
  /** Asked only where a rule speaks of dependencies. */
  readonly graph: DependencyGraph;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const hourMs = 3_600_000;
const serviceOf = ({ labels }: Alert): string => labels['service.name'] ?? '';
/** The same name in another environment or namespace is another service. */
const placeOf = ({ labels }: Alert): string =>
  ['deployment.environment.name', 'service.namespace', 'service.name'].map((label) => labels[label] ?? '').join('/');
/** An alert that does not say how sure it is was judged by a rule or a person. */
const confidenceOf = ({ confidence = 1 }: Alert): number => confidence;

/** What a rule asks besides its kind of alert: how sure, how soon, and on whom the service depends. */
const agrees = ({ match, minConfidence }: RemediationRule, { alert, graph, now }: Matching): boolean => {
  if (confidenceOf(alert) < minConfidence) return false;
  if (match.horizonHours !== undefined && (alert.expectedAt === undefined || alert.expectedAt - now > match.horizonHours * hourMs))
    return false;
  const service = serviceOf(alert);
  return match.dependsOn === undefined || match.dependsOn === service || graph.below(service).has(match.dependsOn);
};

/** Those the rule names, else those the incident's escalation policy calls first; whoever is on call as it stands now. */
const audience = (rule: RemediationRule, { incident, policy, now }: Matching): Pick<Plan, 'recipients' | 'channels'> => {
  const first = escalationPolicyOf(incident, policy).new;
  const { notify, channels } = rule.approval;
  const { people } = targetsOf(notify.length > 0 ? notify : first.notify, policy, now);
  return { recipients: [...people], channels: channels.length > 0 ? channels : first.channels };
};

/** Looks at most this often at one job, so that a long job does not fill the workflow's history of 25,000 events [U]. */
const mostLooks = 360;

const listed = (parameters: Plan['parameters']): string => {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return pairs.length > 0 ? ` with ${pairs.join(', ')}` : '';
};

/** How it would be taken back, or why the rule is not run: an undo that cannot be given its parameters is none. */
const undoOf = (
  { undo }: RemediationRule,
  { alert }: Matching,
): { readonly undo?: Plan['undo'] } | Exclude<Rendered, { kind: 'rendered' }> => {
  if (undo === undefined) return {};
  if ('by' in undo) return { undo };
  const rendered = renderParameters(undo.parameters, alert.labels);
  if (rendered.kind === 'refused') return rendered;
  return { undo: { by: 'runbook', template: undo.template, parameters: { ...rendered.parameters } } };
};

/** Which series tell whether it helped, or why the rule is not run: nobody could see whether it did. */
const metricOf = (
  { verify: { metric } }: RemediationRule,
  { alert }: Matching,
): { readonly metricLabels?: Plan['metricLabels'] } | Exclude<Rendered, { kind: 'rendered' }> => {
  if (metric === undefined) return {};
  const rendered = renderParameters(metric.labels, alert.labels);
  return rendered.kind === 'refused' ? rendered : { metricLabels: { ...rendered.parameters } };
};

const timesOf = (rule: RemediationRule) => ({
  approvalSeconds: wholeSeconds(rule.approval.expiresMinutes),
  cooldownSeconds: wholeSeconds(rule.cooldownMinutes),
  verifySeconds: wholeSeconds(rule.verifyAfterMinutes),
  verifyWithinSeconds: Math.round(rule.verify.withinMinutes * 60),
  timeoutSeconds: wholeSeconds(rule.timeoutMinutes),
  pollSeconds: Math.max(10, Math.ceil(wholeSeconds(rule.timeoutMinutes) / mostLooks)),
});

/** What of the rule takes values from the alert. */
type Given = Pick<Plan, 'parameters' | 'undo' | 'metricLabels'>;

const planFor = (rule: RemediationRule, given: Given, matching: Matching): Plan => {
  const { alert, incident, policy } = matching;
  const { name, description, target, template, author } = rule;
  return {
    rule: name,
    description,
    target,
    template,
    ...given,
    summary: `${description}: runbook ${name} (${template} on ${target})${listed(given.parameters)}`,
    touches: [],
    service: placeOf(alert),
    confidence: confidenceOf(alert),
    forecast: alert.kind === 'forecast',
    runbookHash: runbookHash(rule, policy.remediations.targets),
    approvalId: `approval-${idFrom(incident.id, alert.fingerprint, name)}`,
    approvers: rule.approval.approvers,
    ...(author === undefined ? {} : { author }),
    ...audience(rule, matching),
    ...timesOf(rule),
  };
};

/** The rule a plan came from; undefined when policy has lost it since. */
export const ruleOf = (plan: Pick<Plan, 'rule'>, { remediations }: Pick<RemediatePolicy, 'remediations'>): RemediationRule | undefined =>
  remediations.rules.find(({ name }) => name === plan.rule);

/** The first rule that agrees with the alert decides; when its parameters are refused, no later rule is tried. */
export const matchRule = (matching: Matching): Match => {
  const { alert, policy } = matching;
  const rule = rulesFor(alert, policy.remediations).find((each) => agrees(each, matching));
  if (rule === undefined) return { kind: 'no_rule', reason: 'No rule of remediations.yaml matches this alert.' };
  const refused = (reason: string): Match => ({
    ...{ kind: 'refused', rule: rule.name },
    reason: `Rule ${rule.name} matches, but is not run. ${reason}`,
  });
  const rendered = renderParameters(rule.parameters, alert.labels);
  if (rendered.kind === 'refused') return refused(rendered.reason);
  const undo = undoOf(rule, matching);
  if ('reason' in undo) return refused(`Taking it back: ${undo.reason}`);
  const metric = metricOf(rule, matching);
  if ('reason' in metric) return refused(`Seeing whether it helped: ${metric.reason}`);
  return { kind: 'matched', plan: planFor(rule, { parameters: { ...rendered.parameters }, ...undo, ...metric }, matching) };
};
