/** A firing alert on its way into an incident. */
import type { Alert, Link } from '#kernel/alert.ts';
import type { Finding } from '#kernel/finding.ts';
import type { AffectedService } from '#kernel/ports.ts';
import { type Group, groupIn, matchRoutes, routeTree } from '#kernel/routing/route-tree.ts';
import type { Candidate } from './correlate/links.ts';
import { wordsOf } from './correlate/words.ts';
import type { Outcome } from './fold.ts';
import type { RoutePolicy } from './ports.ts';

/** What is known before its incident is looked for. */
export interface Firing {
  /** The finding that changes the alert. */
  readonly lead: Finding;
  /** All that came of it, with what becomes of each. */
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
  readonly alert: Alert | undefined;
  readonly group: Group;
  readonly environment: string;
  readonly candidate: Candidate;
}

/** How a firing alert came to its incident. */
type Way = 'live' | 'again' | 'group' | 'linked' | 'opened' | 'ended';

/** A firing alert with its place. */
export interface Placed extends Firing {
  readonly way: Way;
  readonly links: readonly Link[];
}

/** The group of an alert: in the first route that takes it. Routes see its severity and category too. */
export const groupOf = (
  { labels, severity, category }: Pick<Finding, 'labels' | 'severity' | 'category'>,
  policy: Pick<RoutePolicy, 'routes'>,
): Group => {
  const tree = routeTree(policy.routes);
  return groupIn(matchRoutes(tree, { ...labels, severity, category })[0] ?? tree, labels);
};

const affectedBy = ({ labels, title, severity, evidence }: Finding, now: number): AffectedService => ({
  service: labels['service.name'] ?? '',
  title,
  severity,
  alertname: labels['alertname'] ?? '',
  words: wordsOf(`${title} ${evidence.sample ?? ''}`, Object.values(labels)),
  at: now,
});

/** What correlation and routing see of these findings, of which `lead` changes the alert. */
export const firingOf = (
  lead: Finding,
  rest: Pick<Firing, 'findings' | 'outcomes' | 'alert'>,
  policy: Pick<RoutePolicy, 'routes'>,
  now: number,
): Firing => {
  const group = groupOf(lead, policy);
  return {
    lead,
    ...rest,
    group,
    environment: lead.labels['deployment.environment.name'] ?? '',
    candidate: {
      ...affectedBy(lead, now),
      labels: { ...lead.labels, severity: lead.severity, category: lead.category },
    },
  };
};
