/** Which alert speaks for another, by the inhibition rules of the routes. */
import type { Alert } from '#kernel/alert.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import type { Clock } from '#kernel/ports.ts';
import type { InhibitionSources } from '#kernel/routing/group-store.ts';
import { inhibitionOf } from '#kernel/routing/inhibition.ts';
import { type RoutedAlert, routedAlert } from '#kernel/routing/routed-alert.ts';

/** Answers in words what inhibits an alert with these labels now; undefined when nothing does. */
export const inhibitedByOf = (
  sources: InhibitionSources,
  alert: (fingerprint: string) => Promise<Alert | undefined>,
  policy: RoutesPolicy,
  clock: Clock,
): ((labels: Labels) => Promise<string | undefined>) => {
  const alertsOf = async (fingerprints: readonly string[]): Promise<readonly RoutedAlert[]> => {
    const found = await Promise.all(fingerprints.map(alert));
    return found.filter((each) => each !== undefined).map((each) => routedAlert(each, policy));
  };
  return async (labels) => {
    const found = await inhibitionOf(sources, alertsOf, policy, labels, clock.now());
    if (found === undefined) return undefined;
    const { rule, source } = found;
    const title = source.annotations['summary'] ?? source.fingerprint;
    return `${title} fires and inhibits it${rule === undefined ? '' : ` by the rule ${rule}`}`;
  };
};
