/** The stages that hold alerts back, in Alertmanager's order: inhibition, active intervals, mute intervals, silences; then maintenance, which is ours. */
import type { SuppressionReason } from '#kernel/alert.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { inhibitionOf } from '#kernel/routing/inhibition.ts';
import type { Route } from '#kernel/routing/route-tree.ts';
import { intervalsAt } from '#kernel/routing/time-intervals.ts';
import { silencesOf } from '#kernel/silence.ts';
import type { FlushedAlert } from './flushed-alert.ts';
import type { DispatchPorts } from './ports.ts';

/** Alerts held back for one reason. */
export interface Held {
  readonly reason: SuppressionReason;
  readonly by: readonly string[];
  readonly alerts: readonly FlushedAlert[];
  /** In a sentence. */
  readonly text: string;
}

/** What the stages know of a flush. */
export interface FlushContext {
  readonly route: Route;
  readonly policy: RoutesPolicy;
  /** The time that intervals and repeats are reckoned by: when the flush was due. */
  readonly tick: number;
}

/** What a stage lets through, and what it holds back. */
export interface Sieved {
  readonly passed: readonly FlushedAlert[];
  readonly held: readonly Held[];
}

type Stage = (alerts: readonly FlushedAlert[], context: FlushContext, ports: DispatchPorts) => Promise<Sieved>;

/** Holds each alert back for the reason that is found for it; one entry a reason and culprit. */
const sieve = async (
  alerts: readonly FlushedAlert[],
  find: (alert: FlushedAlert) => Promise<Omit<Held, 'alerts'> | undefined>,
): Promise<Sieved> => {
  const passed: FlushedAlert[] = [];
  const held = new Map<string, Omit<Held, 'alerts'> & { readonly alerts: FlushedAlert[] }>();
  for (const alert of alerts) {
    const found = await find(alert);
    if (found === undefined) passed.push(alert);
    else {
      const key = found.by.join();
      const entry = held.get(key) ?? { ...found, alerts: [] };
      entry.alerts.push(alert);
      held.set(key, entry);
    }
  }
  return { passed, held: [...held.values()] };
};

const inhibit: Stage = (alerts, { policy }, { groups, alertsOf, clock }) =>
  sieve(alerts, async ({ labels }) => {
    const found = await inhibitionOf(groups, alertsOf, policy, labels, clock.now());
    if (found === undefined) return undefined;
    const { rule, source } = found;
    const title = source.annotations['summary'] ?? source.labels['alertname'] ?? source.fingerprint;
    return {
      reason: 'inhibited',
      by: [source.fingerprint],
      text: `${title} fires and inhibits it${rule === undefined ? '' : ` by the rule ${rule}`}.`,
    };
  });

const all = (alerts: readonly FlushedAlert[], by: readonly string[], text: string): Sieved => ({
  passed: [],
  held: [{ reason: 'policy', by, alerts, text }],
});

const waitForActiveTimes: Stage = async (alerts, { policy, route, tick }) => {
  const names = route.activeTimeIntervals;
  if (names.length === 0 || intervalsAt(policy, names, tick).length > 0) return { passed: alerts, held: [] };
  return all(alerts, names, `The route tells only within ${names.join(', ')}.`);
};

const keepMuteTimes: Stage = async (alerts, { policy, route, tick }) => {
  const within = intervalsAt(policy, route.muteTimeIntervals, tick);
  return within.length === 0 ? { passed: alerts, held: [] } : all(alerts, within, `The route does not tell within ${within.join(', ')}.`);
};

const silence: Stage = async (alerts, _, { silences, clock }) => {
  const known = await silences.silences();
  return sieve(alerts, async ({ labels }) => {
    const found = silencesOf(known, labels, clock.now());
    if (found.length === 0) return undefined;
    const reasons = found.map(({ createdBy, comment }) => `${createdBy}: ${comment}`).slice(0, 3);
    return { reason: 'silence', by: found.map(({ id }) => id), text: `Silenced by ${reasons.join('; ')}.` };
  });
};

const keepMaintenance: Stage = (alerts, _, { maintenanceOf, clock }) =>
  sieve(alerts, async ({ labels }) => {
    const found = maintenanceOf(labels, clock.now());
    if (found === undefined) return undefined;
    return { reason: 'maintenance', by: [found.name], text: `Maintenance ${found.name}: ${found.reason}` };
  });

const stages: readonly Stage[] = [inhibit, waitForActiveTimes, keepMuteTimes, silence, keepMaintenance];

/** The alerts that people may be told of now, and why not of the others. */
export const hold = async (alerts: readonly FlushedAlert[], context: FlushContext, ports: DispatchPorts): Promise<Sieved> => {
  let passed = alerts;
  const held: Held[] = [];
  for (const stage of stages) {
    if (passed.length === 0) break;
    const sieved = await stage(passed, context, ports);
    passed = sieved.passed;
    held.push(...sieved.held);
  }
  return { passed, held };
};
