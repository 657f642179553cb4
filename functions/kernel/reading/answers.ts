/** Answers over HTTP as nearly every protocol gives them. */
import { type AppError, InputError, LimitError } from '#kernel/errors.ts';
import type { Decoded, Receiver, ReceiverAnswer } from '#kernel/receiver.ts';
import { reasonsText } from './tally.ts';

/** HTTP status by the error's reason: what clients drop for good (4xx but 429), and what they send again. */
export const statusOf = (error: AppError, retryAfter: number | undefined): number => {
  if (error instanceof LimitError) return 429;
  if (!(error instanceof InputError)) return error.reason === 'throttled' ? 429 : 503;
  if (retryAfter !== undefined) return 429;
  if (error.reason === 'too_large') return 413;
  return error.reason === 'unsupported_media_type' || error.reason === 'unsupported_encoding' ? 415 : 400;
};

/** The same for clients that come back after a 5xx only. Whoever sends too much is told so all the same. */
export const serverStatusOf = (error: AppError, retryAfter: number | undefined): number => {
  const status = statusOf(error, retryAfter);
  return status === 429 && !(error instanceof LimitError) ? 503 : status;
};

/** A JSON body with its status; `retryAfter` in seconds. */
export const jsonAnswer = (status: number, body: unknown, retryAfter?: number): ReceiverAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }) },
  body: JSON.stringify(body),
});

/** How much was taken, and what was not and why: 400 and a sentence where something was refused and nothing taken. */
export const countsAnswer = (status: number, decoded: Decoded): ReceiverAnswer => {
  const accepted = decoded.signals.length;
  const refused = decoded.rejected.reduce((sum, { count }) => sum + count, 0);
  if (refused === 0) return jsonAnswer(status, { accepted });
  const told = { accepted, refused, reasons: decoded.rejected.slice(0, 10) };
  return accepted === 0
    ? jsonAnswer(400, { message: `Nothing could be read: ${reasonsText(decoded.rejected)}.`, ...told })
    : jsonAnswer(status, told);
};

/** The answers of a receiver whose clients look at nothing but the status; `statusFor` says which of them brings a client back. */
export const countingAnswers = (statusFor = statusOf, taken = 200): Pick<Receiver, 'accepted' | 'refused'> => ({
  accepted: (_, decoded) => countsAnswer(taken, decoded),
  refused: (_, error, retryAfter) => jsonAnswer(statusFor(error, retryAfter), { message: error.message }, retryAfter),
});
