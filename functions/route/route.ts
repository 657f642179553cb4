/** Finding → alert → incident: deduplicates, correlates, starts the workflows, and closes what has recovered; a batch at a time. */
import type { Finding } from '#kernel/finding.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { resolveTimeoutMs } from '#kernel/resolve-timeout.ts';
import { announce } from './announce.ts';
import type { Outcome } from './fold.ts';
import { routeMemory } from './memory.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';
import { type Outcomes, takeFiring } from './take-firing.ts';
import { takeResolved } from './take-resolved.ts';
import { roundsOf } from './turns.ts';

/** Takes findings in the queue's order, and says of each what became of it. */
export type RouteStage = (findings: readonly Finding[]) => Promise<readonly Outcome[]>;

/**
 * The route stage. An alert's own write comes last and marks its findings as done; all before it can be repeated. A finding that
 * only repeats what fires is counted, not written, unless what is written is a minute old. ConflictError when one race after the
 * other is lost: the queue delivers the findings again.
 */
export const routeStage = (ports: RoutePorts, policy: RoutePolicy): RouteStage => {
  const memory = routeMemory(ports, policy);
  return async (findings) => {
    const outcomes: Outcomes = new Map();
    const silent = new Set<string>();
    for (const round of roundsOf(findings)) {
      await untilNoRaceIsLost(
        async () => {
          const alerts = await ports.store.alerts(round.map(({ fingerprint }) => fingerprint));
          const now = ports.clock.now();
          for (const alert of alerts.values())
            if (alert.lastSeenAt < now - resolveTimeoutMs(alert, policy.routes)) silent.add(alert.fingerprint);
          const firing = round.filter(({ status }) => status === 'firing');
          const resolved = round.filter(({ status }) => status === 'resolved');
          if (firing.length > 0) await takeFiring(ports, memory, firing, alerts, policy, outcomes);
          if (resolved.length > 0) await takeResolved(ports, resolved, alerts, policy, outcomes);
        },
        ({ reason }) => ports.log.info('lost a race; deciding again', { reason }),
      );
      const told = round.flatMap(({ fingerprint, findings: own }) =>
        own.map(({ id }) => ({ fingerprint, outcome: outcomes.get(id), wasSilent: silent.has(fingerprint) })),
      );
      await announce(ports, policy.routes, told);
    }
    return findings.map(({ id }) => outcomes.get(id) ?? 'duplicate');
  };
};
