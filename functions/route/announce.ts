/** Tells the groups that alerts fall into what changed, after the alerts are stored. */
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import { announcesAlerts } from '#kernel/routing/route-tree.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import type { Outcome } from './fold.ts';
import type { RoutePorts } from './ports.ts';

/** What a finding did to its alert. */
interface Told {
  readonly fingerprint: string;
  readonly outcome: Outcome | undefined;
  /** Groups had taken the alert for over. */
  readonly wasSilent: boolean;
}

/** A duplicate changes no group, unless the group had given it up. A redelivered finding may have been interrupted before it was announced. */
const changes = ({ outcome, wasSilent }: Told): boolean => wasSilent || outcome === 'folded' || outcome === 'redelivered';

/** Costs nothing where no route has a receiver and no alert inhibits another. */
export const announce = async (ports: RoutePorts, policy: RoutesPolicy, told: readonly Told[]): Promise<void> => {
  if (!announcesAlerts(policy)) return;
  const changed = told.filter(changes).map(({ fingerprint }) => fingerprint);
  if (changed.length === 0) return;
  const alerts = await ports.store.alerts(changed);
  const announced = [...alerts.values()].map((alert) => routedAlert(alert, policy));
  const alertsOf = async (fingerprints: readonly string[]) =>
    [...(await ports.store.alerts(fingerprints)).values()].map((alert) => routedAlert(alert, policy));
  await announceAlerts({ groups: ports.groups, timers: ports.timers, alertsOf }, policy, announced, ports.clock.now());
};
