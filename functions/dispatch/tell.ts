/** Tells one receiver's channel of a group: deduplicates, delivers, remembers. */
import { AppError } from '#kernel/errors.ts';
import type { GroupHead, NotificationLogEntry } from '#kernel/routing/group-store.ts';
import { entryExpiresAt, tellingReason } from './dedup.ts';
import type { FlushedAlert } from './flushed-alert.ts';
import type { FlushContext } from './holds.ts';
import { groupMessage } from './message.ts';
import type { DispatchPorts } from './ports.ts';
import { deliverUntil } from './retry.ts';

/** One channel of a receiver. */
export interface Integration {
  /** Its place in the notification log. */
  readonly key: string;
  readonly receiver: string;
  readonly channel: string;
  readonly sendResolved: boolean;
  readonly maxAlerts: number;
}

/** What became of one integration. */
export type Told =
  | { readonly kind: 'told' | 'unchanged'; readonly entry: NotificationLogEntry | undefined }
  | { readonly kind: 'failed'; readonly reason: string };

const fingerprints = (alerts: readonly FlushedAlert[], resolved: boolean): readonly string[] =>
  alerts.filter((alert) => alert.resolved === resolved).map(({ fingerprint }) => fingerprint);

/** Tells it if there is need. A failure is an answer, not an error: the flush goes on for the others. */
export const tell = async (
  integration: Integration,
  head: GroupHead,
  alerts: readonly FlushedAlert[],
  before: NotificationLogEntry | undefined,
  context: FlushContext & { readonly deadline: number },
  ports: DispatchPorts,
): Promise<Told> => {
  const { repeatIntervalMs } = context.route;
  const { sendResolved, maxAlerts, receiver } = integration;
  const now = { firing: fingerprints(alerts, false), resolved: fingerprints(alerts, true) };
  const reason = tellingReason(before, now, { sendResolved, repeatIntervalMs, tick: context.tick });
  if (reason === undefined) return { kind: 'unchanged', entry: before };
  const sent = sendResolved ? alerts : alerts.filter((alert) => !alert.resolved);
  const earlier = reason === 'first notification' ? undefined : before?.reference;
  let reference = earlier;
  if (sent.length > 0) {
    const channel = ports.channels.get(integration.channel);
    if (channel === undefined) return { kind: 'failed', reason: `There is no channel ${integration.channel} in the policy.` };
    const key = [head.groupId, head.generation, context.tick, integration.key].join('/');
    const group = { key: head.groupKey, labels: head.groupLabels };
    const message = groupMessage({ key, at: ports.clock.now(), reason, receiver, group, maxAlerts }, sent);
    try {
      reference = (await deliverUntil(channel, message, earlier, context.deadline, ports)).reference ?? earlier;
    } catch (error) {
      return { kind: 'failed', reason: error instanceof AppError ? error.message : 'The channel failed in a way it should not.' };
    }
  }
  const at = ports.clock.now();
  const entry = { at, ...now, ...(reference === undefined ? {} : { reference }), expiresAt: entryExpiresAt(at, repeatIntervalMs) };
  await ports.groups.logNotification(head.groupKey, integration.key, entry);
  return { kind: 'told', entry };
};
