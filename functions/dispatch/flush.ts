/** One flush of one group: claims the tick, sieves the alerts, tells the receivers, forgets what is over, and sets the next timer. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import { tickAfter } from '#kernel/routing/grid.ts';
import type { GroupHead, GroupTimer, MemberSegment } from '#kernel/routing/group-store.ts';
import { type Route, routeTree } from '#kernel/routing/route-tree.ts';
import { type FlushedAlert, flushedAlerts } from './flushed-alert.ts';
import { type Held, hold } from './holds.ts';
import { nextTick } from './next-tick.ts';
import type { DispatchLimits, DispatchPorts } from './ports.ts';
import { suppressionsOf } from './suppressions.ts';
import { type Integration, type Told, tell } from './tell.ts';

/** At least this long a flush may go on trying, however short the group's interval. */
const leastFlushMs = 10_000;

/** A claimed flush. */
interface Flush {
  readonly head: GroupHead;
  readonly route: Route;
  readonly policy: RoutesPolicy;
  readonly tick: number;
  readonly deadline: number;
}

/** What became of a flush. */
export interface Flushed {
  readonly told: number;
  readonly failed: number;
  readonly held: number;
}

const routeById = (route: Route, id: string): Route | undefined => {
  if (route.id === id) return route;
  for (const child of route.routes) {
    const found = routeById(child, id);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The route of a group, if the policy still has it and it tells anybody. */
export const routeOf = (policy: RoutesPolicy, head: GroupHead): Route | undefined => {
  const route = routeById(routeTree(policy), head.routeId);
  return route?.receiver === undefined ? undefined : route;
};

const integrationsOf = ({ receivers }: RoutesPolicy, route: Route): readonly Integration[] =>
  (receivers.find(({ name }) => name === route.receiver)?.channels ?? []).map((each, index) => ({
    ...each,
    key: `${route.receiver ?? ''}/${index}/${each.channel}`,
    receiver: route.receiver ?? '',
  }));

const membersOf = (head: GroupHead, segments: readonly MemberSegment[]): readonly string[] => [
  ...new Set([...head.members, ...segments.flatMap(({ fingerprints }) => fingerprints)]),
];

/** All integrations at once, as slow ones must not hold up the others. */
const tellAll = async (flush: Flush, passed: readonly FlushedAlert[], ports: DispatchPorts): Promise<readonly Told[]> => {
  if (passed.length === 0) return [];
  const { head, policy, route } = flush;
  const log = await ports.groups.notificationLog(head.groupKey);
  const now = ports.clock.now();
  return Promise.all(
    integrationsOf(policy, route).map((integration) => {
      const entry = log.get(integration.key);
      return tell(integration, head, passed, entry !== undefined && entry.expiresAt > now ? entry : undefined, flush, ports);
    }),
  );
};

/** What a flush leaves of its group. */
interface Outcome {
  readonly segments: readonly MemberSegment[];
  readonly remaining: readonly FlushedAlert[];
  readonly wakeAt: number;
  /** Hash of what was held back. */
  readonly held: string | undefined;
}

/** Only after the head is written may the segments go whose members it took in. */
const dropRead = (flush: Flush, { segments }: Outcome, ports: DispatchPorts): Promise<void> =>
  ports.groups.dropSegments(
    flush.head.groupId,
    segments.map(({ id }) => id),
  );

/** The group's end. Alerts announced since this flush read its members begin its next life. */
const end = async (flush: Flush, outcome: Outcome, ports: DispatchPorts): Promise<void> => {
  const { flushing: _, wakeAt: __, held: ___, ...head } = flush.head;
  const held = outcome.held === undefined ? {} : { held: outcome.held };
  await ports.groups.putGroup({ ...head, ...held, members: [], alive: false, version: head.version + 1 });
  await dropRead(flush, outcome, ports);
  const late = membersOf({ ...head, members: [] }, await ports.groups.memberSegments(head.groupId));
  if (late.length > 0) await announceAlerts(ports, flush.policy, await ports.alertsOf(late), ports.clock.now());
};

const goOn = async (flush: Flush, outcome: Outcome, ports: DispatchPorts): Promise<void> => {
  const { flushing: _, held: __, ...head } = flush.head;
  const { wakeAt, remaining } = outcome;
  const held = outcome.held === undefined ? {} : { held: outcome.held };
  await ports.timers.wake({ groupId: head.groupId, generation: head.generation, tick: wakeAt }, wakeAt);
  const members = remaining.map(({ fingerprint }) => fingerprint);
  await ports.groups.putGroup({ ...head, ...held, members, wakeAt, version: head.version + 1 });
  await dropRead(flush, outcome, ports);
};

const writeDown = async (flush: Flush, held: readonly Held[], ports: DispatchPorts): Promise<string | undefined> => {
  if (held.length === 0) return undefined;
  const records = suppressionsOf(flush.head, flush.route.receiver ?? '', held, ports.clock.now());
  const hash = idFrom(...records.flatMap(({ reason, by, fingerprints, count }) => [reason, ...by, ...fingerprints, String(count)]));
  if (hash !== flush.head.held) for (const record of records) await ports.groups.recordSuppression(record);
  return hash;
};

const work = async (flush: Flush, ports: DispatchPorts): Promise<Flushed> => {
  const { head, route, policy, tick } = flush;
  const segments = await ports.groups.memberSegments(head.groupId);
  const known = await ports.alertsOf(membersOf(head, segments));
  const alerts = flushedAlerts(policy, { id: head.groupId, route }, known, ports.clock.now());
  const { passed, held } = await hold(alerts, { route, policy, tick }, ports);
  const told = await tellAll(flush, passed, ports);
  const failures = told.flatMap((each) => (each.kind === 'failed' ? [each.reason] : []));
  for (const reason of failures) ports.log.warn('a group could not be told of', { group: head.groupKey, receiver: route.receiver, reason });
  // A resolution is told once, or held back once: what was held back is never sent later.
  const remaining = failures.length > 0 ? alerts : alerts.filter((alert) => !alert.resolved);
  const isHolding = held.some((each) => each.alerts.some((alert) => !alert.resolved));
  const { groupIntervalMs, repeatIntervalMs } = route;
  const aftermath = { dueAt: head.dueAt, intervalMs: groupIntervalMs, repeatIntervalMs, remaining, isHolding, told };
  const outcome = { segments, remaining, wakeAt: nextTick(aftermath), held: await writeDown(flush, held, ports) };
  await (remaining.length === 0 ? end : goOn)(flush, outcome, ports);
  const heldAlerts = held.reduce((sum, each) => sum + each.alerts.length, 0);
  return { told: told.filter((each) => each.kind === 'told').length, failed: failures.length, held: heldAlerts };
};

/** Claims the tick for this flush; undefined when somebody else wrote the head first. */
const claim = async (
  head: GroupHead,
  route: Route,
  policy: RoutesPolicy,
  tick: number,
  ports: DispatchPorts,
  limits: DispatchLimits,
): Promise<Flush | undefined> => {
  const now = ports.clock.now();
  const { wakeAt: _, ...rest } = head;
  const claimed: GroupHead = {
    ...rest,
    // Whoever takes over a dead flush keeps its grid.
    dueAt: tick < head.dueAt ? head.dueAt : tickAfter(tick, route.groupIntervalMs, now, limits.punctualWithinMs),
    flushing: { tick, until: now + limits.flushMs },
    version: head.version + 1,
  };
  if (!(await ports.groups.putGroup(claimed))) return undefined;
  const deadline = now + Math.min(Math.max(route.groupIntervalMs, leastFlushMs), limits.flushMs);
  return { head: claimed, route, policy, tick, deadline };
};

/** Claims and does it; undefined when the claim was lost. */
export const flushGroup = async (
  timer: GroupTimer,
  head: GroupHead,
  route: Route,
  policy: RoutesPolicy,
  ports: DispatchPorts,
  limits: DispatchLimits,
): Promise<Flushed | undefined> => {
  const flush = await claim(head, route, policy, timer.tick, ports, limits);
  return flush === undefined ? undefined : work(flush, ports);
};
