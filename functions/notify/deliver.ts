/** Tries a channel a few times; channels say whether a failure is worth another try, this alone decides when. */
import type { Channel, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';

const attempts = 3;
const firstPauseMs = 500;
/** Longest pause inside one invocation; a channel that asks for more is left to the workflow's own retry. */
const longestPauseMs = 5_000;

/** A share in [0.5, 1) that follows from the message and the attempt: spreads many messages, and a repeat of a run waits the same. */
const jitter = (key: string, attempt: number): number => 0.5 + Number.parseInt(idFrom(key, String(attempt)).slice(0, 8), 16) / 2 ** 33;

/** The pause before the next attempt, milliseconds; undefined when there is no use in another. */
const pauseAfter = (error: unknown, key: string, attempt: number): number | undefined => {
  if (!(error instanceof UpstreamError) || !error.retryable || attempt >= attempts) return undefined;
  const asked = (error.retryAfter ?? 0) * 1000;
  if (asked > longestPauseMs) return undefined;
  return Math.max(asked, firstPauseMs * 2 ** (attempt - 1) * jitter(key, attempt));
};

/** How long the caller can wait. */
export interface Patience {
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether there is time left for another attempt after such a pause, milliseconds. */
  readonly allows: (pauseMs: number) => boolean;
}

/** Delivers, or throws the last error. */
export const deliver = async (channel: Channel, notification: Notification, patience: Patience): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await channel.deliver(notification);
      return;
    } catch (error) {
      const pauseMs = pauseAfter(error, notification.key, attempt);
      if (pauseMs === undefined || !patience.allows(pauseMs)) throw error;
      await patience.sleep(pauseMs);
    }
  }
};
