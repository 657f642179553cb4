/** Calls that Timestream throttles or fails, made again: a bounded number of times, with pauses of chance that grow. */
import { UpstreamError } from '#kernel/errors.ts';

/** Attempts of a call, the first included, and the longest pause before the second; it doubles from there. */
const maxAttempts = 5;
const firstPauseMs = 100;

/** How a call waits; tests bring their own. */
export interface Patience {
  readonly delay: (ms: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

const throttled = 'ThrottlingException';
/** The client looks its endpoint up anew. */
const movedAway = 'InvalidEndpointException';

interface Failure {
  readonly name?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** False for what Timestream would say again; a broken connection has no fault of anybody's. */
const isPassing = ({ name, $fault, $metadata }: Failure): boolean =>
  name === throttled || name === movedAway || $fault !== 'client' || ($metadata?.httpStatusCode ?? 0) >= 500;

/** The call's answer. UpstreamError when it still fails at the end; what would fail again passes through at once. */
export const patiently = async <Answer>(call: () => Promise<Answer>, { delay, random }: Patience): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (cause) {
      const failure: Failure = cause instanceof Error ? cause : {};
      if (!isPassing(failure)) throw cause;
      const { name = 'unknown' } = failure;
      if (attempt === maxAttempts)
        throw new UpstreamError(`Timestream did not answer ${maxAttempts} times: ${name}.`, {
          cause,
          reason: name === throttled ? 'throttled' : 'metric_store',
          retryable: true,
        });
    }
    // Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    await delay(random() * firstPauseMs * 2 ** (attempt - 1));
  }
};
