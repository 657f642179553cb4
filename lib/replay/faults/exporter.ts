/** What an OTLP exporter does with a request that was not taken: it sends it again for a while, or drops it for good. */
import type { Attempt } from '../conduct.ts';

/** Statuses after which it tries again; every other failure drops the data (OTLP specification, "Retryable response codes" [D]; seen with real clients [T]). */
const retryable: readonly number[] = [429, 502, 503, 504];
/** The Collector's `retry_on_failure`: first pause, longest pause, and how long it goes on in all [D]; without its jitter. */
const firstPauseMs = 5_000;
const growth = 1.5;
const longestPauseMs = 30_000;
const patienceMs = 300_000;

/** When to send it again, milliseconds since the epoch; undefined when it is dropped, or was taken. */
export const nextAttemptAt = ({ status, attempts, firstAt, now }: Attempt): number | undefined => {
  if (!retryable.includes(status)) return undefined;
  const at = now + Math.min(longestPauseMs, firstPauseMs * growth ** (attempts - 1));
  return at - firstAt > patienceMs ? undefined : at;
};
