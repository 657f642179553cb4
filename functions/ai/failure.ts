/** What a failed call means: for the record, for the budget, for the breaker, and for another try. */
import { AppError, UpstreamError } from '#kernel/errors.ts';
import type { Outcome } from './call-record.ts';

export interface Failure {
  readonly outcome: Outcome;
  readonly isRetryable: boolean;
  /** Milliseconds it was asked to wait. */
  readonly pauseMs: number;
  /** The vendor may have worked, and want money. */
  readonly isBilled: boolean;
  /** Whether the provider is at fault: a refusal is about the questions. */
  readonly isOutage: boolean;
  /** It will not get better by itself: a wrong key, a model that is not there. */
  readonly isHopeless: boolean;
}

const byReason: Readonly<Record<string, Outcome>> = {
  refused: 'refused',
  truncated: 'truncated',
  malformed: 'malformed',
  timeout: 'timeout',
  unreachable: 'unreachable',
  answer_too_large: 'too_large',
};

/** Statuses of a request that is wrong each time it is sent. */
const hopeless = [400, 401, 403, 404, 405, 410];

const outcomeOf = ({ status, reason, retryable }: UpstreamError): Outcome => {
  if (status === 429) return 'throttled';
  if (status === 408) return 'timeout';
  if (status !== undefined && status >= 500) return 'server_error';
  if (status !== undefined) return retryable ? 'server_error' : 'rejected';
  return byReason[reason] ?? (/timeout/i.test(reason) ? 'timeout' : 'broken');
};

/** Of whatever a provider throws. */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof UpstreamError)) {
    // A secret that is not there, a bug: nothing was sent as far as we know, but who knows how far it came.
    const isRetryable = error instanceof AppError && error.retryable;
    return {
      outcome: 'misconfigured',
      isRetryable,
      pauseMs: 0,
      isBilled: !(error instanceof AppError),
      isOutage: true,
      isHopeless: !isRetryable,
    };
  }
  const outcome = outcomeOf(error);
  return {
    outcome,
    isRetryable: error.retryable,
    pauseMs: (error.retryAfter ?? 0) * 1000,
    isBilled: error.status === undefined && outcome !== 'unreachable' && error.reason !== 'secret',
    isOutage: outcome !== 'refused' && outcome !== 'truncated',
    isHopeless: error.status !== undefined && hopeless.includes(error.status),
  };
};
