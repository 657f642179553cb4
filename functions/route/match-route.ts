/** Which group an alert falls into. */
import type { Labels } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { type Group, groupIn, matchRoutes, routeTree } from '#kernel/routing/route-tree.ts';

/** Of the first route that takes it. */
export const groupOf = (labels: Labels, policy: Pick<RoutesPolicy, 'route'>): Group => {
  const tree = routeTree(policy);
  return groupIn(matchRoutes(tree, labels)[0] ?? tree, labels);
};
