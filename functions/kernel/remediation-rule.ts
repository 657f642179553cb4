/** Which rule of remediations.yaml speaks for an alert. */
import type { Alert } from './alert.ts';
import type { Policy, RemediationRule } from './policy.ts';
import { severityRank } from './severity.ts';

type Judged = Pick<Alert, 'category' | 'severity' | 'labels'>;

const agrees = (rule: RemediationRule, alert: Judged): boolean =>
  (rule.match.category === undefined || rule.match.category === alert.category) &&
  severityRank(alert.severity) <= severityRank(rule.match.severity) &&
  Object.entries(rule.match.labels).every(([name, value]) => Object.hasOwn(alert.labels, name) && alert.labels[name] === value);

/** The first rule that agrees with the alert. */
export const ruleFor = (alert: Judged, { rules }: Pick<Policy['remediations'], 'rules'>): RemediationRule | undefined =>
  rules.find((rule) => agrees(rule, alert));
