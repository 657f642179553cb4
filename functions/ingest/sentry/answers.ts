/** Answers in Sentry's form. SDKs ignore the body, and obey `X-Sentry-Rate-Limits` and `Retry-After` under any status. */
import { jsonAnswer } from '#kernel/reading/answers.ts';
import type { Decoded, ReceiverAnswer } from '#kernel/receiver.ts';

/** SDKs in browsers post from any page, and read the pauses only where they are exposed. */
const forBrowsers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-sentry-error,x-sentry-rate-limits,retry-after',
};

const withHeaders = (answer: ReceiverAnswer, headers: Readonly<Record<string, string>>): ReceiverAnswer => ({
  ...answer,
  headers: { ...answer.headers, ...forBrowsers, ...headers },
});

/** The event's id, as Sentry answers; what was refused is said beside it, for people who look. */
export const envelopeAnswer = ({ signals, rejected }: Decoded): ReceiverAnswer => {
  const id = signals.find(({ attributes }) => typeof attributes['sentry.event.id'] === 'string')?.attributes['sentry.event.id'];
  const total = rejected.reduce((sum, { count }) => sum + count, 0);
  const reasons = rejected.slice(0, 10).map(({ count, reason }) => `${count} × ${reason}`);
  const detail = total === 0 ? {} : { detail: `${total} refused: ${reasons.join('; ')}.` };
  return withHeaders(jsonAnswer(200, { ...(id === undefined ? {} : { id }), ...detail }), {});
};

/** `retryAfter` in seconds: clients drop everything until then, and report it when it is over. */
export const refusal = (status: number, detail: string, retryAfter?: number): ReceiverAnswer => {
  const seconds = retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter));
  return withHeaders(
    jsonAnswer(status, { detail }, seconds),
    // An empty list of categories means all of them.
    seconds === undefined ? {} : { 'x-sentry-rate-limits': `${seconds}::organization` },
  );
};
