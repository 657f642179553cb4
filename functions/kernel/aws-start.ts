/** What became of a call that starts something on AWS, or of one that only looks, told from what the client threw. */
import { readAwsFailure } from './aws-failure.ts';
import { type AppError, InputError, NotFoundError, UnknownOutcomeError, UpstreamError } from './errors.ts';

/** A service's own names for what other callers meet, too. */
export interface AwsRefusals {
  /** As people call it. */
  readonly system: string;
  /** What is asked for can never be done. */
  readonly impossible: readonly string[];
  /** What is asked for is not there. */
  readonly missing: readonly string[];
  /** It would pass; nothing was started. */
  readonly busy: readonly string[];
  /** Something was started under the same token already. */
  readonly repeated: readonly string[];
}

const upstream = (refusals: AwsRefusals, error: unknown): UpstreamError => {
  const { name, status, retryAfter, isPassing, wasNeverSent } = readAwsFailure(error);
  const passes = isPassing || wasNeverSent || refusals.busy.includes(name);
  return new UpstreamError(`${refusals.system} did not do it: ${name}.`, {
    reason: name,
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(passes ? { retryable: true } : {}),
  });
};

/** Of a call that starts something: 5xx, silence and answers nobody can read leave it open whether it did. */
export const startFailure = (refusals: AwsRefusals, error: unknown): AppError => {
  const { name, status, wasNeverSent } = readAwsFailure(error);
  const { system, impossible, missing, repeated } = refusals;
  if (wasNeverSent) return upstream(refusals, error);
  if (repeated.includes(name)) return new UnknownOutcomeError(`${system} has started something under this key before.`, { reason: name });
  if (impossible.includes(name) || missing.includes(name)) return new InputError(`${system} refused it: ${name}.`, { reason: name });
  if (status === undefined || status >= 500 || status < 300)
    return new UnknownOutcomeError(`${system} may have started it: ${name}.`, { reason: status === undefined ? name : `status_${status}` });
  return upstream(refusals, error);
};

/** Of a call that may be made again. */
export const lookFailure = (refusals: AwsRefusals, error: unknown): AppError => {
  const { name, status } = readAwsFailure(error);
  const { system, impossible, missing } = refusals;
  if (missing.includes(name)) return new NotFoundError(`${system} does not know it.`, { reason: name });
  if (impossible.includes(name)) return new InputError(`${system} refused it: ${name}.`, { reason: name });
  if (status !== undefined && status < 300)
    return new UpstreamError(`${system} answered in a form it should not have.`, { reason: 'malformed', status });
  return upstream(refusals, error);
};
