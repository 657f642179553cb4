/** Plays a recorded case: our policy from its configuration, our grouping on its timeline, in virtual time. */
import { dispatch } from '#functions/dispatch/dispatch.ts';
import type { DispatchPorts } from '#functions/dispatch/ports.ts';
import type { Channel } from '#kernel/channel.ts';
import { durationMs } from '#kernel/duration.ts';
import { routesSchema } from '#kernel/policy/routes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import type { GroupTimer } from '#kernel/routing/group-store.ts';
import { importAlertmanager } from '#lib/import/alertmanager/import-alertmanager.ts';
import { MemoryGroupStore } from '../memory-group-store.ts';
import { AlertsApi } from './alerts-api.ts';
import type { RecordedCase, SentNotification, Step } from './case.ts';
import { hookChannel, hooksOf } from './hooks.ts';
import { SilencesApi } from './silences-api.ts';
import { VirtualTime } from './virtual-time.ts';

/** Timers are exact here, and nobody dies. */
const limits = { punctualWithinMs: 0, flushMs: Number.MAX_SAFE_INTEGER / 4 };

const channelsOf = (
  recorded: RecordedCase,
  policy: RoutesPolicy,
  time: VirtualTime,
  sent: SentNotification[],
): ReadonlyMap<string, Channel> => {
  const hooks = hooksOf(recorded.config);
  return new Map(
    policy.receivers.flatMap(({ channels }, receiver) =>
      channels.map(({ channel }, index) => [channel, hookChannel(hooks[receiver]?.[index] ?? channel, recorded, time, sent)] as const),
    ),
  );
};

/** A call is under way for a moment: the server's clock shows more than the caller's did. */
const latencyMs = 1;

/** What was sent until the recording stops, in order of time. With `everyTick` groups are also woken where nothing can be due. */
export const playCase = async (recorded: RecordedCase, { everyTick = false } = {}): Promise<readonly SentNotification[]> => {
  const t0 = Date.parse(recorded.clock.t0);
  const policy = routesSchema.parse(importAlertmanager(recorded.config, { escalation: 'on-call' }).routes);
  const time = new VirtualTime(t0);
  const sent: SentNotification[] = [];
  const alerts = new AlertsApi(durationMs(policy.resolveTimeout));
  const silences = new SilencesApi();
  const timers = {
    wake: async (timer: GroupTimer, at: number): Promise<void> => {
      time.at(at, () => dispatch(timer, policy, ports, limits));
      const tick = everyTick ? (await ports.groups.group(timer.groupId))?.dueAt : undefined;
      if (tick !== undefined && tick < at) time.at(tick, () => dispatch({ ...timer, tick }, policy, ports, limits));
    },
  };
  const ports: DispatchPorts = {
    groups: new MemoryGroupStore(),
    alertsOf: alerts.alertsOf,
    silences,
    maintenanceOf: () => undefined,
    timers,
    clock: time,
    sleep: time.sleep,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    channels: channelsOf(recorded, policy, time, sent),
  };
  const take = async (step: Step): Promise<void> => {
    const now = time.now();
    if (step.alerts !== undefined) await announceAlerts(ports, policy, alerts.post(step.alerts, t0, now), now);
    if (step.silence !== undefined) silences.post(step.silence, t0, now);
    if (step.expireSilence !== undefined) silences.expire(step.expireSilence, now);
  };
  let arrival = 0;
  for (const step of recorded.timeline) {
    // Calls that are made at once arrive one after the other.
    arrival = Math.max(arrival, step.atMs) + latencyMs;
    const at = t0 + arrival;
    time.at(at, () => take(step));
  }
  await time.runUntil(t0 + recorded.runMs);
  return sent;
};
