/** Routing and grouping in virtual time, with everything in memory: alerts fire, receivers write down what they hear. */
import { type Dispatched, dispatch } from '#functions/dispatch/dispatch.ts';
import type { DispatchPorts } from '#functions/dispatch/ports.ts';
import type { GroupNotification } from '#kernel/channel.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import { routesSchema } from '#kernel/policy/routes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { announceAlerts } from '#kernel/routing/announce.ts';
import type { GroupTimer } from '#kernel/routing/group-store.ts';
import type { RoutedAlert } from '#kernel/routing/routed-alert.ts';
import type { Silence } from '#kernel/silence.ts';
import { VirtualTime } from './alertmanager/virtual-time.ts';
import { MemoryGroupStore } from './memory-group-store.ts';

export const second = 1_000;
export const minute = 60 * second;
export const begin = Date.UTC(2026, 10, 20, 10);

/** A message, and when it came, milliseconds from the beginning. */
export interface Told extends GroupNotification {
  readonly after: number;
  readonly channel: string;
}

export class GroupWorld {
  readonly time = new VirtualTime(begin);
  readonly store = new MemoryGroupStore();
  readonly told: Told[] = [];
  readonly timers: GroupTimer[] = [];
  readonly answers: Dispatched[] = [];
  readonly silences: Silence[] = [];
  /** Called before a message counts as delivered; may throw. */
  onDelivery: (channel: string) => void = () => {};
  policy: RoutesPolicy;
  readonly #alerts = new Map<string, RoutedAlert>();
  readonly ports: DispatchPorts;

  constructor(routes: object) {
    this.policy = routesSchema.parse(routes);
    const channels = this.policy.receivers.flatMap((receiver) => receiver.channels.map(({ channel }) => channel));
    this.ports = {
      groups: this.store,
      alertsOf: async (fingerprints) => fingerprints.flatMap((each) => this.#alerts.get(each) ?? []),
      silences: { silences: async () => this.silences },
      timers: {
        wake: async (timer, at) => {
          this.timers.push(timer);
          this.time.at(at, () => this.answer(timer));
        },
      },
      clock: this.time,
      sleep: this.time.sleep,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      channels: new Map(
        channels.map((channel) => [
          channel,
          {
            id: channel,
            deliver: async (notification) => {
              if (notification.kind !== 'group') throw new Error('Only groups are told of here.');
              this.onDelivery(channel);
              this.told.push({ ...notification, channel, after: this.time.now() - begin });
              return { reference: `${channel}-${this.told.length}` };
            },
          },
        ]),
      ),
    };
  }

  /** As Lambda does: what throws comes back after a minute. */
  async answer(timer: GroupTimer): Promise<void> {
    try {
      this.answers.push(await dispatch(timer, this.policy, this.ports, { punctualWithinMs: 5 * second, flushMs: 25 * second }));
    } catch {
      this.time.at(this.time.now() + minute, () => this.answer(timer));
    }
  }

  /** Stores alerts without telling anybody. */
  keep(alerts: readonly RoutedAlert[]): void {
    for (const alert of alerts) this.#alerts.set(alert.fingerprint, alert);
  }

  /** Alerts by name: they fire for an hour. */
  firing(...names: readonly string[]): readonly RoutedAlert[] {
    return names.map((name) => this.alert(name, { alertname: name }));
  }

  alert(fingerprint: string, labels: Labels, changes: Partial<RoutedAlert> = {}): RoutedAlert {
    const now = this.time.now();
    return { fingerprint, labels, annotations: {}, startsAt: now, endsAt: now + 60 * minute, updatedAt: now, ...changes };
  }

  async announce(alerts: readonly RoutedAlert[]): Promise<void> {
    this.keep(alerts);
    await announceAlerts(this.ports, this.policy, alerts, this.time.now());
  }

  async end(...fingerprints: readonly string[]): Promise<void> {
    const now = this.time.now();
    await this.announce((await this.ports.alertsOf(fingerprints)).map((alert) => ({ ...alert, endsAt: now, updatedAt: now })));
  }

  pass(ms: number): Promise<void> {
    return this.time.runUntil(this.time.now() + ms);
  }
}
