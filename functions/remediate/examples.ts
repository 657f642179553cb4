/** Whether the rules do what their examples say, by the code that decides about alerts. */
import type { Alert } from '#kernel/alert.ts';
import { dependencyGraph, writtenEdges } from '#kernel/dependency-graph.ts';
import type { Incident } from '#kernel/incident.ts';
import type { RemediationRule } from '#kernel/policy.ts';
import { type Match, matchRule, type RemediatePolicy } from './match-rule.ts';

type Example = RemediationRule['examples'][number];

const hourMs = 3_600_000;
/** Any moment. */
const now = 0;
/** Of forecasts that do not say when. */
const usualHours = 1;

const alertOf = ({ alert }: Example, { match }: RemediationRule): Alert => {
  const {
    labels,
    confidence,
    kind = match.kinds[0] ?? 'event',
    severity = match.severity,
    category = match.category ?? 'performance',
  } = alert;
  const due = kind === 'forecast' ? { expectedAt: now + (alert.hours ?? match.horizonHours ?? usualHours) * hourMs } : {};
  return {
    ...{ fingerprint: 'example', labels, status: 'firing', severity, category, title: 'Example', reason: '' },
    ...{ kind, confidence, ...due, firstSeenAt: now, lastSeenAt: now, count: 1, recentFindings: [], folded: 1, version: 1 },
  };
};

const incidentOf = ({ fingerprint, severity, category, title }: Alert): Incident => ({
  ...{ id: 'example', status: 'open', severity, category, escalationLevel: 'new', title, alerts: [fingerprint] },
  ...{ route: 'example', groupKey: 'example', groupId: 'example', groupLabels: {} },
  ...{ openedAt: now, updatedAt: now, escalating: false, version: 1 },
});

const judged = (example: Example, rule: RemediationRule, policy: RemediatePolicy): Match => {
  const alert = alertOf(example, rule);
  const service = alert.labels['service.name'] ?? '';
  const graph = dependencyGraph([...writtenEdges(policy.topology), ...example.alert.calls.map((called) => [service, called] as const)]);
  return matchRule({ alert, incident: incidentOf(alert), policy, graph, now });
};

const ruleIn = (found: Match): string | undefined => {
  if (found.kind === 'no_rule') return undefined;
  return found.kind === 'matched' ? found.plan.rule : found.rule;
};

const written = (values: Readonly<Record<string, string>>): string => JSON.stringify(Object.fromEntries(Object.entries(values).sort()));

/** Parameters that are not as the example has them. */
const difference = (what: string, expected: Readonly<Record<string, string>> | undefined, given: Readonly<Record<string, string>>) =>
  expected === undefined || written(expected) === written(given)
    ? undefined
    : `${what} is given ${written(given)}, not ${written(expected)}`;

/** What is wrong; undefined when it is as the example says. */
const mistakeOf = (example: Example, rule: RemediationRule, policy: RemediatePolicy): string | undefined => {
  const found = judged(example, rule, policy);
  const first = ruleIn(found);
  if (example.expect === 'pass') return first === rule.name ? 'the rule is for it, and should not be' : undefined;
  if (found.kind === 'no_rule') return 'the rule is not for it';
  if (first !== rule.name) return `rule ${first} comes first`;
  if (found.kind === 'refused') return example.expect === 'refuse' ? undefined : found.reason;
  if (example.expect === 'refuse') return 'it is run, and should be refused';
  const undo = found.plan.undo?.by === 'runbook' ? found.plan.undo.parameters : {};
  return difference('the runbook', example.parameters, found.plan.parameters) ?? difference('taking it back', example.undo, undo);
};

/** One line an example that the rules do not keep, with its place. */
export const exampleMistakes = (policy: RemediatePolicy): readonly string[] =>
  policy.remediations.rules.flatMap((rule) =>
    rule.examples.flatMap((example, index) => {
      const mistake = mistakeOf(example, rule, policy);
      return mistake === undefined ? [] : [`${rule.name}.examples.${index}: ${mistake}`];
    }),
  );
