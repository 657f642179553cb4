/** The receivers' webhooks: they write down what comes, and answer by their script. */
import type { Channel, GroupNotification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { RecordedCase, Reply, SentNotification } from './case.ts';
import type { VirtualTime } from './virtual-time.ts';

interface ConfiguredReceiver {
  readonly name: string;
  readonly webhook_configs?: readonly { readonly url: string }[];
}

/** The hooks of a configuration's receivers, in the order in which they are written. */
export const hooksOf = (config: unknown): readonly (readonly string[])[] =>
  ((config as { receivers?: readonly ConfiguredReceiver[] }).receivers ?? []).map(({ webhook_configs = [] }) =>
    webhook_configs.map(({ url }) => decodeURIComponent(new URL(url).pathname.slice(1))),
  );

const sentNotification = (hook: string, notification: GroupNotification, t0: number, now: number): SentNotification => ({
  receiver: notification.receiver,
  hook,
  atMs: now - t0,
  status: notification.status,
  groupKey: notification.groupKey,
  groupLabels: notification.groupLabels,
  commonLabels: notification.commonLabels,
  commonAnnotations: notification.commonAnnotations,
  truncatedAlerts: notification.truncatedAlerts,
  notificationReason: notification.notificationReason,
  alerts: notification.alerts.map(({ labels, status, annotations, fingerprint, startsAt, endsAt, generatorUrl }) => ({
    labels,
    status,
    annotations,
    fingerprint,
    startsAtMs: startsAt - t0,
    endsAtMs: endsAt === undefined ? null : endsAt - t0,
    ...(generatorUrl === undefined ? {} : { generatorURL: generatorUrl }),
  })),
});

/** A channel that is one hook. */
export const hookChannel = (hook: string, recorded: RecordedCase, time: VirtualTime, sent: SentNotification[]): Channel => {
  const t0 = Date.parse(recorded.clock.t0);
  const script: readonly Reply[] = recorded.hooks?.[hook] ?? [{ status: 200 }];
  const requests = new Map<string, number>();
  return {
    id: hook,
    deliver: async (notification) => {
      if (notification.kind !== 'group') throw new Error('Only groups are told of here.');
      sent.push(sentNotification(hook, notification, t0, time.now()));
      const counted = recorded.repliesByGroup === true ? notification.groupKey : '';
      const count = requests.get(counted) ?? 0;
      requests.set(counted, count + 1);
      const { status, delayMs = 0 } = script[Math.min(count, script.length - 1)] ?? { status: 200 };
      if (delayMs > 0) await time.sleep(delayMs);
      if (status < 200 || status > 299) throw new UpstreamError(`The hook answered ${status}.`, { status });
      return {};
    },
  };
};
