/** Answers over HTTP as nearly every protocol gives them. */
import { type AppError, InputError } from '#kernel/errors.ts';

/** HTTP status by the error's reason: what clients drop for good (4xx but 429), and what they send again. */
export const statusOf = (error: AppError, retryAfter: number | undefined): number => {
  if (!(error instanceof InputError)) return error.reason === 'throttled' ? 429 : 503;
  if (retryAfter !== undefined) return 429;
  if (error.reason === 'too_large') return 413;
  return error.reason === 'unsupported_media_type' || error.reason === 'unsupported_encoding' ? 415 : 400;
};
