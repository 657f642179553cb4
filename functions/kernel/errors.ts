/** The closed set of errors. `name` is a wire contract: workflow `Retry` and `Catch` match it. */
interface ErrorOptionsWithReason {
  readonly cause?: unknown;
  /** A short machine-readable word, also the metric label: `too_large`, `unknown_version`, `throttled`. */
  readonly reason?: string;
}

/** What all of them have: a reason, and whether trying again can help. Messages never hold secrets or bodies. */
export abstract class AppError extends Error {
  readonly reason: string;
  abstract readonly retryable: boolean;

  constructor(message: string, options: ErrorOptionsWithReason = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason ?? 'unspecified';
  }
}

/** The input can never be processed: quarantine it, never retry. */
export class InputError extends AppError {
  override readonly name = 'InputError';
  readonly retryable = false;
}

/** A system we call failed; retryable as its answer says. */
export class UpstreamError extends AppError {
  override readonly name = 'UpstreamError';
  readonly retryable: boolean;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Seconds, where the answer asked for a pause. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: ErrorOptionsWithReason & { status?: number; retryAfter?: number; retryable?: boolean } = {}) {
    super(message, options);
    this.status = options.status;
    this.retryAfter = options.retryAfter;
    const { status } = options;
    this.retryable = options.retryable ?? (status === undefined || status === 408 || status === 429 || status >= 500);
  }
}

/** Whoever asks has had as much as it may for now. */
export class LimitError extends AppError {
  override readonly name = 'LimitError';
  readonly retryable = true;
  /** Seconds until it may ask again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message, { reason: 'rate_limited' });
    this.retryAfter = retryAfter;
  }
}

/** Somebody else already did it, or changed it first: success for an idempotent step, reload for the rest. */
export class ConflictError extends AppError {
  override readonly name = 'ConflictError';
  readonly retryable = true;
}

/** The call may have happened: look before doing it again. */
export class UnknownOutcomeError extends AppError {
  override readonly name = 'UnknownOutcomeError';
  readonly retryable = false;
}

/** Settings or policy are wrong: the cold start fails. */
export class ConfigError extends AppError {
  override readonly name = 'ConfigError';
  readonly retryable = false;
}

/** What is asked for does not exist. */
export class NotFoundError extends AppError {
  override readonly name = 'NotFoundError';
  readonly retryable = false;
}
