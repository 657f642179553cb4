/** What an AWS client throws about a message to people, as an UpstreamError that holds nothing of the message. */
import { readAwsFailure } from './aws-failure.ts';
import { UpstreamError } from './errors.ts';

/** The error's name and status, and the pause it asks for; its text and cause stay behind, because they name addresses. */
export const quietUpstream = (system: string, error: unknown): UpstreamError => {
  const { name, status, retryAfter, isPassing } = readAwsFailure(error);
  return new UpstreamError(`${system} did not take the message: ${name}.`, {
    reason: status === undefined ? name : `status_${status}`,
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(isPassing ? { retryable: true } : {}),
  });
};
