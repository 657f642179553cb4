/** The group stage: a group's alerts as they stand at a flush. */
import type { RoutesPolicy } from '#kernel/policy.ts';
import { compareByLabels } from '#kernel/routing/label-order.ts';
import { groupIn, matchRoutes, type Route, routeTree } from '#kernel/routing/route-tree.ts';
import { isOver, type RoutedAlert } from '#kernel/routing/routed-alert.ts';

/** An alert with what it is for the whole of one flush: time moves on meanwhile, its state does not. */
export interface FlushedAlert extends RoutedAlert {
  readonly resolved: boolean;
}

/** Whether its labels still lead into this group. A severity that rose may lead elsewhere: there it is told of, here it is over. */
const belongs = (policy: Pick<RoutesPolicy, 'route'>, route: Route, groupId: string, { labels }: RoutedAlert): boolean =>
  matchRoutes(routeTree(policy), labels).some((each) => each === route && groupIn(each, labels).id === groupId);

/** The alerts in a message's order, each firing or resolved at this time. */
export const flushedAlerts = (
  policy: Pick<RoutesPolicy, 'route'>,
  group: { readonly id: string; readonly route: Route },
  alerts: readonly RoutedAlert[],
  now: number,
): readonly FlushedAlert[] =>
  alerts
    .map((alert) => {
      if (isOver(alert, now)) return { ...alert, resolved: true };
      return belongs(policy, group.route, group.id, alert)
        ? { ...alert, resolved: false }
        : { ...alert, resolved: true, endsAt: Math.min(alert.updatedAt, now) };
    })
    .sort((a, b) => compareByLabels(a.labels, b.labels));
