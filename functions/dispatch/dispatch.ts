/** Answers a group's timer: flushes the group if the timer still holds, or says why not. */
import { ConflictError } from '#kernel/errors.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import type { GroupHead, GroupTimer } from '#kernel/routing/group-store.ts';
import { type Flushed, flushGroup, routeOf } from './flush.ts';
import type { DispatchLimits, DispatchPorts } from './ports.ts';

/** What became of a timer. */
export type Dispatched =
  | { readonly kind: 'flushed'; readonly flushed: Flushed }
  /** Set again: it came before its time, or while the group was being flushed. */
  | { readonly kind: 'waits' }
  /** Of an earlier life of the group, or of a tick that was served. */
  | { readonly kind: 'void' }
  /** The policy no longer has the group's route; its alerts were announced anew. */
  | { readonly kind: 'moved' };

const retryMs = 1_000;
/** A head that a timer speaks of and that is not there is just being written, or never was. */
const writingMs = 60_000;
const races = 5;

const move = async (head: GroupHead, policy: RoutesPolicy, ports: DispatchPorts): Promise<Dispatched> => {
  const { wakeAt: _, flushing: __, ...rest } = head;
  const segments = await ports.groups.memberSegments(head.groupId);
  const fingerprints = [...new Set([...head.members, ...segments.flatMap((each) => each.fingerprints)])];
  const alerts = await ports.alertsOf(fingerprints);
  await announceAlerts(ports, policy, alerts, ports.clock.now());
  await ports.groups.putGroup({ ...rest, members: [], alive: false, version: head.version + 1 });
  await ports.groups.dropSegments(
    head.groupId,
    segments.map(({ id }) => id),
  );
  return { kind: 'moved' };
};

const again = async (timer: GroupTimer, at: number, ports: DispatchPorts): Promise<Dispatched> => {
  await ports.timers.wake(timer, at);
  return { kind: 'waits' };
};

const answer = async (
  timer: GroupTimer,
  policy: RoutesPolicy,
  ports: DispatchPorts,
  limits: DispatchLimits,
): Promise<Dispatched | undefined> => {
  const now = ports.clock.now();
  if (timer.tick > now) return again(timer, timer.tick, ports);
  const head = await ports.groups.group(timer.groupId);
  if ((head?.generation ?? 0) < timer.generation)
    return now < timer.tick + writingMs ? again(timer, now + retryMs, ports) : { kind: 'void' };
  if (head === undefined || !head.alive || head.generation > timer.generation) return { kind: 'void' };
  const isDead = head.flushing !== undefined && head.flushing.until <= now;
  if (head.flushing !== undefined && !isDead) return again(timer, Math.min(now + retryMs, head.flushing.until), ports);
  const served = timer.tick < head.dueAt && !(isDead && timer.tick === head.flushing?.tick);
  if (served) return { kind: 'void' };
  const route = routeOf(policy, head);
  if (route === undefined) return move(head, policy, ports);
  const flushed = await flushGroup(timer, head, route, policy, ports, limits);
  return flushed === undefined ? undefined : { kind: 'flushed', flushed };
};

/** Idempotent: a timer that comes twice has the effect of one. ConflictError when one race after the other is lost: the queue delivers it again. */
export const dispatch = async (
  timer: GroupTimer,
  policy: RoutesPolicy,
  ports: DispatchPorts,
  limits: DispatchLimits,
): Promise<Dispatched> => {
  for (let attempt = 0; attempt < races; attempt += 1) {
    const answered = await answer(timer, policy, ports, limits);
    if (answered !== undefined) return answered;
  }
  throw new ConflictError('The group’s head changes all the time.', { reason: 'group' });
};
