/** Asks a table that can be done without: what it cannot answer is let through, because telemetry that is refused for want of a table is lost. */
import type { Clock, Log } from './ports.ts';

/** How long a table that failed is left alone, so that an outage costs one request its wait and not every one. */
const pauseMs = 30_000;
const logEveryMs = 60_000;

/** What was asked for, or `otherwise` where the asking fails or the table failed a moment ago. Never rejects. */
export type Tolerate = <Result>(ask: () => Promise<Result>, otherwise: Result) => Promise<Result>;

/** One for each table; logs once a minute how many times it let something through. */
export const createTolerate = (clock: Clock, log: Log): Tolerate => {
  let pausedUntil = 0;
  let letThrough = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  let cause: unknown;
  return async (ask, otherwise) => {
    if (clock.now() >= pausedUntil) {
      try {
        return await ask();
      } catch (error) {
        cause = error;
        pausedUntil = clock.now() + pauseMs;
      }
    }
    letThrough += 1;
    if (clock.now() - loggedAt >= logEveryMs) {
      const error = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      log.error('limits and retries go unchecked: the table does not answer', { letThrough, error });
      loggedAt = clock.now();
      letThrough = 0;
    }
    return otherwise;
  };
};
