/** Answers that came and are no use, as errors. */
import { UpstreamError } from '#kernel/errors.ts';

/**
 * `refused`: the model or a guardrail would not. `truncated`: it did not fit. `malformed`: it is not what was asked for; only that may go
 * better the next time.
 */
export type Unusable = 'refused' | 'truncated' | 'malformed';

const words: Record<Unusable, string> = {
  refused: 'would not answer',
  truncated: 'did not come to an end',
  malformed: 'did not answer in the form asked for',
};

export const unusable = (system: string, why: Unusable): UpstreamError =>
  new UpstreamError(`${system} ${words[why]}.`, { reason: why, retryable: why === 'malformed' });
