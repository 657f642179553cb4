/** Tries a channel a few times; channels say whether a failure is worth another try, this alone decides when. */
import type { Channel } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Clock } from '#kernel/ports.ts';

const attempts = 3;
const firstPauseMs = 500;
/** Longest pause inside one invocation; a channel that asks for more is left to the caller's own retry: the workflow's or the queue's. */
const longestPauseMs = 5_000;

/** Time for repeated attempts of all channels together, counted from the notification's own time; after it each channel left gets one attempt, so that the function ends before its own time does. */
export const retryBudgetMs = 12_000;

/** A share in [0.5, 1) that follows from the message and the attempt: spreads many messages, and a repeat of a run waits the same. */
const jitter = (key: string, attempt: number): number => 0.5 + Number.parseInt(idFrom(key, String(attempt)).slice(0, 8), 16) / 2 ** 33;

/** The pause before the next attempt, milliseconds; undefined when there is no use in another. */
const pauseAfter = (error: unknown, key: string, attempt: number): number | undefined => {
  if (!(error instanceof UpstreamError) || !error.retryable || attempt >= attempts) return undefined;
  const asked = (error.retryAfter ?? 0) * 1000;
  if (asked > longestPauseMs) return undefined;
  return Math.max(asked, firstPauseMs * 2 ** (attempt - 1) * jitter(key, attempt));
};

/** What waiting needs of the outside world. */
export interface RetryPorts {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The same channel, tried up to three times within the budget; it throws the last error. */
export const retrying = (channel: Channel, { clock, sleep }: RetryPorts): Channel => ({
  ...channel,
  deliver: async (notification, earlier) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await channel.deliver(notification, earlier);
      } catch (error) {
        const pauseMs = pauseAfter(error, notification.key, attempt);
        if (pauseMs === undefined || clock.now() + pauseMs >= notification.at + retryBudgetMs) throw error;
        await sleep(pauseMs);
      }
    }
  },
});
