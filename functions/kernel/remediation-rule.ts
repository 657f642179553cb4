/** Which rule of remediations.yaml speaks for an alert. */
import type { Alert } from './alert.ts';
import type { Policy, RemediationRule } from './policy.ts';
import { severityRank } from './severity.ts';

/** What tells whether a rule is for an alert, or for the finding that begins it; alerts of older versions do not say their kind. */
type Judged = Pick<Alert, 'category' | 'severity' | 'labels' | 'kind'>;

/** Whether the alert is of the rule's kind: all but how sure it is, when it is due and where it stands in the topology. */
const isFor = ({ match }: RemediationRule, alert: Judged): boolean =>
  (match.category === undefined || match.category === alert.category) &&
  match.kinds.includes(alert.kind ?? 'event') &&
  severityRank(alert.severity) <= severityRank(match.severity) &&
  Object.entries(match.labels).every(([name, value]) => Object.hasOwn(alert.labels, name) && alert.labels[name] === value);

/** The rules an alert may fall under, in their order. Which of them it is, remediate decides. */
export const rulesFor = (alert: Judged, { rules }: Pick<Policy['remediations'], 'rules'>): readonly RemediationRule[] =>
  rules.filter((rule) => isFor(rule, alert));
