/** Routes a finding and announces its alert to the groups it falls into. */
import type { Finding } from '#kernel/finding.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { type AnnouncePorts, announceAlerts } from '#kernel/routing/announce.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import type { StageReport } from '#kernel/stage-report.ts';
import type { RoutePorts } from './ports.ts';
import { route } from './route.ts';

/** A duplicate changes no group. A redelivered finding may have been interrupted before it was announced. */
const changes = ({ produced, suppressed }: StageReport): boolean => produced > 0 || (suppressed['redelivered'] ?? 0) > 0;

/** As `route`; the groups are told after the alert is stored. */
export const routeAndAnnounce = async (
  finding: Finding,
  ports: RoutePorts & { readonly announce: AnnouncePorts },
  policy: RoutesPolicy,
): Promise<StageReport> => {
  const report = await route(finding, ports, policy);
  if (!changes(report)) return report;
  const alert = await ports.store.alert(finding.fingerprint);
  if (alert !== undefined) await announceAlerts(ports.announce, policy, [routedAlert(alert, policy)], ports.clock.now());
  return report;
};
