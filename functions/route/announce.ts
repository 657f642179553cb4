/** Tells the groups that alerts fall into what changed, after the alerts are stored. */

import type { RouteNode } from '#kernel/policy/routes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import type { Outcome } from './fold.ts';
import type { RoutePorts } from './ports.ts';

type Node = Pick<RouteNode, 'receiver' | 'routes'>;

const hasReceiver = ({ receiver, routes }: Node): boolean => receiver !== undefined || routes.some(hasReceiver);

/** A duplicate changes no group. A redelivered finding may have been interrupted before it was announced. */
const changes = (outcome: Outcome | undefined): boolean => outcome === 'folded' || outcome === 'redelivered';

/** Costs nothing where no route has a receiver. */
export const announce = async (
  ports: RoutePorts,
  policy: RoutesPolicy,
  told: readonly { readonly fingerprint: string; readonly outcome: Outcome | undefined }[],
): Promise<void> => {
  if (!hasReceiver(policy.route)) return;
  const changed = told.filter(({ outcome }) => changes(outcome)).map(({ fingerprint }) => fingerprint);
  if (changed.length === 0) return;
  const alerts = await ports.store.alerts(changed);
  const announced = [...alerts.values()].map((alert) => routedAlert(alert, policy));
  const alertsOf = async (fingerprints: readonly string[]) =>
    [...(await ports.store.alerts(fingerprints)).values()].map((alert) => routedAlert(alert, policy));
  await announceAlerts({ groups: ports.groups, timers: ports.timers, alertsOf }, policy, announced, ports.clock.now());
};
