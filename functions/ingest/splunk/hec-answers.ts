/** Answers of HEC (https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector#Possible_error_codes). */
import { type AppError, InputError } from '#kernel/errors.ts';
import { jsonAnswer, statusOf } from '#kernel/reading/answers.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { ReceiverAnswer } from '#kernel/receiver.ts';

/** HEC's words for what is wrong, by its code. */
const texts = {
  5: 'No data',
  6: 'Invalid data format',
  9: 'Server is busy',
  12: 'Event field is required',
  13: 'Event field cannot be blank',
  14: 'ACK is disabled',
  15: 'Error in handling indexed fields',
  27: 'Request entity too large',
} as const;

export type HecCode = keyof typeof texts;

/** One event that cannot be used, with HEC's code for why. */
export class EventRefused extends ItemRefused {
  readonly code: HecCode;

  constructor(code: HecCode) {
    super(texts[code]);
    this.code = code;
  }
}

/** A request nothing of which can be used: the code, and which event it was that failed, counted from 0. */
export class HecError extends InputError {
  readonly code: HecCode;
  readonly event: number | undefined;

  constructor(code: HecCode, event?: number, cause?: unknown) {
    super(`${texts[code]}.`, { reason: 'malformed', ...(cause === undefined ? {} : { cause }) });
    this.code = code;
    this.event = event;
  }
}

export const success = (): ReceiverAnswer => jsonAnswer(200, { text: 'Success', code: 0 });

/** To senders that ask before they send. */
export const healthy = (): ReceiverAnswer => jsonAnswer(200, { text: 'HEC is healthy', code: 17 });

const codeOf = (error: AppError, status: number): HecCode => {
  if (error instanceof HecError) return error.code;
  if (status === 413) return 27;
  return status === 429 || status >= 500 ? 9 : 6;
};

/** `retryAfter` in seconds. */
export const failure = (error: AppError, retryAfter: number | undefined): ReceiverAnswer => {
  const status = statusOf(error, retryAfter);
  const code = codeOf(error, status);
  const event = error instanceof HecError && error.event !== undefined ? { 'invalid-event-number': error.event } : {};
  return jsonAnswer(status, { text: texts[code], code, ...event }, retryAfter);
};
