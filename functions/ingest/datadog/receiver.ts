/** Datadog's monitors, by the webhooks integration: the default payload, or any template that keeps the names of the variables. */
import { InputError } from '#kernel/errors.ts';
import { countingAnswers, serverStatusOf } from '#kernel/reading/answers.ts';
import { isObject, type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { createTally, malformed, readItems } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { monitorSignal } from './event.ts';

/** Bytes of a form: Datadog's are some thousand. */
const longestForm = 1_000_000;

/** A payload sent with "Encode as form". */
const readForm = (body: Uint8Array): JsonObject => {
  if (body.length > longestForm) throw new InputError('A form may have a million bytes.', { reason: 'too_large' });
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')));
};

const isForm = (contentType: string | undefined): boolean => /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '');

const decode = ({ headers, body }: ReceiverRequest): Decoded => {
  const payload = isForm(headers['content-type']) ? readForm(body) : parseJson(body);
  if (!isObject(payload)) throw malformed('This is not a payload of a monitor: a JSON object is expected.');
  const tally = createTally();
  const signals = readItems([payload], tally, () => monitorSignal(payload));
  return { signals, rejected: tally.rejections() };
};

export const datadog = {
  id: 'datadog',
  routes: ['POST /datadog'],
  decode,
  // Datadog tries again after a 5xx only.
  ...countingAnswers(serverStatusOf),
} as const satisfies Receiver;
