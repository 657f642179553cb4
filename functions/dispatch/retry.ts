/** The retry stage: tries a channel until it has the message or the flush's time is up. Channels classify failures; this alone decides. */
import type { Channel, Delivery, GroupNotification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { DispatchPorts } from './ports.ts';

/** Alertmanager's backoff: half a second, half as long again each time, a minute at most, each pause between half and one and a half of it. */
const firstPauseMs = 500;
const growth = 1.5;
const longestPauseMs = 60_000;

const share = (key: string, attempt: number): number => 0.5 + Number.parseInt(idFrom(key, String(attempt)).slice(0, 8), 16) / 2 ** 32;

const pauseMs = (key: string, attempt: number): number =>
  Math.min(firstPauseMs * growth ** (attempt - 1), longestPauseMs) * share(key, attempt);

/** A refusal, 429 included, ends the flush for this channel; the group returns at its next tick. */
const isWorthAnother = (error: unknown): boolean =>
  error instanceof UpstreamError && error.retryable && !(error.status !== undefined && error.status >= 400 && error.status < 500);

/** Delivers, or throws the last error once no further attempt can begin before the deadline, milliseconds since the epoch. */
export const deliverUntil = async (
  channel: Channel,
  notification: GroupNotification,
  earlier: string | undefined,
  deadline: number,
  { clock, sleep }: Pick<DispatchPorts, 'clock' | 'sleep'>,
): Promise<Delivery> => {
  for (let attempt = 1; ; attempt += 1) {
    const next = clock.now() + pauseMs(notification.key, attempt);
    try {
      return await channel.deliver(notification, earlier);
    } catch (error) {
      const pause = Math.max(0, next - clock.now());
      if (!isWorthAnother(error) || clock.now() + pause >= deadline) throw error;
      await sleep(pause);
    }
  }
};
