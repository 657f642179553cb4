/** Answers over HTTP as nearly every protocol gives them. */
import { type AppError, InputError } from '#kernel/errors.ts';
import type { Decoded, ReceiverAnswer } from '#kernel/receiver.ts';

/** HTTP status by the error's reason: what clients drop for good (4xx but 429), and what they send again. */
export const statusOf = (error: AppError, retryAfter: number | undefined): number => {
  if (!(error instanceof InputError)) return error.reason === 'throttled' ? 429 : 503;
  if (retryAfter !== undefined) return 429;
  if (error.reason === 'too_large') return 413;
  return error.reason === 'unsupported_media_type' || error.reason === 'unsupported_encoding' ? 415 : 400;
};

/** A JSON body with its status; `retryAfter` in seconds. */
export const jsonAnswer = (status: number, body: unknown, retryAfter?: number): ReceiverAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }) },
  body: JSON.stringify(body),
});

/** 200 with how many items were taken, how many refused, and why: for protocols whose clients read nothing but the status. */
export const receipt = ({ signals, rejected }: Decoded): ReceiverAnswer => {
  const refused = rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = rejected.slice(0, 10).map(({ count, reason }) => `${count} × ${reason}`);
  return jsonAnswer(200, { accepted: signals.length, rejected: refused, ...(refused === 0 ? {} : { reasons }) });
};
