/** Tells groups that alerts changed: what `route` calls once a batch. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { tickFrom } from './grid.ts';
import type { GroupHead, GroupStore, InhibitionSources, Timers } from './group-store.ts';
import { type AlertLookup, addSource } from './inhibition.ts';
import { type Group, groupIn, matchRoutes, routeTree, tellsAnybody } from './route-tree.ts';
import type { RoutedAlert } from './routed-alert.ts';

export interface AnnouncePorts {
  readonly groups: Pick<GroupStore, 'group' | 'putGroup' | 'announceMembers'> & InhibitionSources;
  readonly timers: Timers;
  readonly alertsOf: AlertLookup;
}

interface Announced {
  readonly group: Group;
  readonly alerts: RoutedAlert[];
}

/** The groups these alerts fall into that have somebody to tell. */
const groupsOf = (policy: Pick<RoutesPolicy, 'route'>, alerts: readonly RoutedAlert[]): readonly Announced[] => {
  const groups = new Map<string, Announced>();
  for (const alert of alerts) {
    for (const route of matchRoutes(routeTree(policy), alert.labels)) {
      if (route.receiver === undefined) continue;
      const group = groupIn(route, alert.labels);
      const known = groups.get(group.id);
      if (known === undefined) groups.set(group.id, { group, alerts: [alert] });
      else known.alerts.push(alert);
    }
  }
  return [...groups.values()];
};

/** A group's next life. It waits for company, unless the alert that begins it has been firing for longer than that. */
const beginning = ({ group, alerts }: Announced, before: GroupHead | undefined, now: number): GroupHead => {
  const { route } = group;
  const isLate = alerts[0] !== undefined && alerts[0].startsAt + route.groupWaitMs < now;
  return {
    groupId: group.id,
    groupKey: group.key,
    routeId: route.id,
    groupLabels: group.labels,
    alive: true,
    generation: (before?.generation ?? 0) + 1,
    dueAt: isLate ? now : now + route.groupWaitMs,
    members: alerts.map(({ fingerprint }) => fingerprint),
    ...(before?.held === undefined ? {} : { held: before.held }),
    version: (before?.version ?? 0) + 1,
  };
};

/** Whether this began the group's next life. The timer comes first: whoever dies in between leaves a void timer, not a group that nobody wakes. */
const begins = async (
  { groups, timers }: AnnouncePorts,
  announced: Announced,
  before: GroupHead | undefined,
  now: number,
): Promise<boolean> => {
  const head = beginning(announced, before, now);
  await timers.wake({ groupId: head.groupId, generation: head.generation, tick: head.dueAt }, head.dueAt);
  return groups.putGroup({ ...head, wakeAt: head.dueAt });
};

/** Sees to it that a living group looks at its next tick. That a timer is set is written down if it is easily done: the next announcers need set none. */
const rouse = async ({ groups, timers }: AnnouncePorts, head: GroupHead, intervalMs: number, now: number): Promise<void> => {
  const tick = tickFrom(head.dueAt, intervalMs, now);
  if (head.wakeAt !== undefined && head.wakeAt <= tick) return;
  await timers.wake({ groupId: head.groupId, generation: head.generation, tick }, tick);
  if (head.flushing === undefined) await groups.putGroup({ ...head, wakeAt: tick, version: head.version + 1 });
};

/** One write a batch: into a new head, or as a segment beside a living one. */
const announceTo = async (ports: AnnouncePorts, announced: Announced, now: number): Promise<void> => {
  const { group, alerts } = announced;
  const before = await ports.groups.group(group.id);
  if (before?.alive !== true && (await begins(ports, announced, before, now))) return;
  const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
  await ports.groups.announceMembers(group.id, { id: idFrom(String(now), ...fingerprints), fingerprints }, now);
  // Read after the segment is there: a flush that did not see it wrote the head before, and what it wrote is seen here.
  const head = await ports.groups.group(group.id);
  if (head?.alive !== true) {
    if (!(await begins(ports, announced, head, now))) await announceTo(ports, announced, now);
    return;
  }
  await rouse(ports, head, group.route.groupIntervalMs, now);
};

/**
 * Announces alerts that began, ended or changed to every group they fall into, and to the inhibition rules they are sources of. Routes
 * without a receiver cost nothing. Repeating it does no harm. The alerts must be stored before: a flush reads them as they stand.
 */
export const announceAlerts = async (
  ports: AnnouncePorts,
  policy: Pick<RoutesPolicy, 'route' | 'inhibitRules'>,
  alerts: readonly RoutedAlert[],
  now: number,
): Promise<void> => {
  for (const alert of alerts) await addSource(ports.groups, ports.alertsOf, policy, alert, now);
  if (!tellsAnybody(policy)) return;
  for (const announced of groupsOf(policy, alerts)) await announceTo(ports, announced, now);
};
