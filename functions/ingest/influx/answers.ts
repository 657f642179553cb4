/** InfluxDB's answers: version 2 of the API says `code` and `message`, version 1 `error`. */
import type { AppError } from '#kernel/errors.ts';
import { jsonAnswer, serverStatusOf, statusOf } from '#kernel/reading/answers.ts';
import type { ReceiverAnswer, Rejection } from '#kernel/receiver.ts';

export const version1Path = '/write';

/** InfluxDB's words, by HTTP status. */
const codes: Readonly<Record<number, string>> = {
  400: 'invalid',
  413: 'request too large',
  415: 'invalid',
  429: 'too many requests',
  503: 'unavailable',
};

const answer = (path: string, status: number, message: string, retryAfter?: number): ReceiverAnswer =>
  jsonAnswer(status, path === version1Path ? { error: message } : { code: codes[status] ?? 'internal error', message }, retryAfter);

/** 204, or 400 where lines were refused: both APIs say so of a partial write, and clients then log it and send nothing again. */
export const writtenAnswer = (path: string, rejected: readonly Rejection[]): ReceiverAnswer => {
  const total = rejected.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return { status: 204, headers: {}, body: '' };
  return answer(path, 400, `partial write: ${describe(rejected)} dropped=${total}`);
};

/** The first ten reasons, as sentences. */
export const describe = (rejected: readonly Rejection[]): string => {
  const reasons = rejected.slice(0, 10).map(({ count, reason }) => (count === 1 ? reason : `${count} × ${reason}`));
  return `unable to parse ${reasons.join('; ')}.`;
};

/** Telegraf's v1 output drops a batch on any 4xx, 429 too: where it should come back the status is 503, but for an agent over its limit. */
export const refusedAnswer = (path: string, error: AppError, retryAfter?: number): ReceiverAnswer => {
  const status = path === version1Path ? serverStatusOf(error, retryAfter) : statusOf(error, retryAfter);
  return answer(path, status, error.message, retryAfter);
};
