/** Keeps a channel to its `messagesPerMinute`. Messages of critical incidents go out in any case, and count. */
import type { Channel, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { counted, hasRoom, isCounted, roomAt } from '#kernel/pace.ts';
import type { Clock, ResponseStore } from '#kernel/ports.ts';

/** What pacing needs of the outside world. */
export interface PacePorts {
  readonly store: Pick<ResponseStore, 'pace' | 'putPace'>;
  readonly clock: Clock;
}

const mayNotWait = (notification: Notification): boolean =>
  notification.kind === 'incident' && notification.incident.severity === 'critical';

/** The same channel; a message too many is an UpstreamError `paced`, retryable once there is room. A repeat of a message that was let through is let through. */
export const paced = (channel: Channel, name: string, messagesPerMinute: number, { store, clock }: PacePorts): Channel => {
  const limit = { messages: messagesPerMinute, windowMs: 60_000 };
  const paceName = `channel/${name}`;
  const take = async (notification: Notification): Promise<void> => {
    const pace = await store.pace(paceName);
    if (isCounted(pace, notification.key)) return;
    const now = clock.now();
    if (!mayNotWait(notification) && !hasRoom(pace, now, limit))
      throw new UpstreamError('The channel has had as many messages as policy allows it in a minute.', {
        reason: 'paced',
        retryAfter: Math.max(1, Math.ceil((roomAt(pace, now, limit) - now) / 1000)),
      });
    await store.putPace(counted(pace, paceName, { at: now, key: notification.key, about: notification.notificationReason }, limit));
  };
  return {
    ...channel,
    deliver: async (notification, earlier) => {
      await untilNoRaceIsLost(() => take(notification));
      return channel.deliver(notification, earlier);
    },
  };
};
