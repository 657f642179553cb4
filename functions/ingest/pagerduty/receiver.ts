/** PagerDuty's Events API v2, as those who send to it know it: alert events and change events. */
import type { AppError } from '#kernel/errors.ts';
import { InputError } from '#kernel/errors.ts';
import { jsonAnswer, statusOf, storedCount } from '#kernel/reading/answers.ts';
import { isObject, type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { ItemRefused, malformed, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverAnswer, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { changeSignal } from './change.ts';
import { alertEventSignal } from './event.ts';
import { changeErrors, eventErrors } from './validity.ts';

const changes = '/v2/change/enqueue';

/** One event is a request: what refuses the one refuses the other. */
const wholly = (read: () => Signal): Decoded => {
  try {
    return { signals: [read()], rejected: [] };
  } catch (error) {
    if (error instanceof ItemRefused) return { signals: [], rejected: [{ count: 1, reason: error.message }] };
    throw error;
  }
};

const refusedFor = (errors: readonly string[]): Decoded => ({
  signals: [],
  rejected: errors.map((reason, at) => ({ count: at === 0 ? 1 : 0, reason })),
});

const decode = ({ path, body }: ReceiverRequest): Decoded => {
  const event = parseJson(body);
  if (!isObject(event)) throw malformed('An event is a JSON object.');
  const [errorsOf, signalOf]: [(event: JsonObject) => string[], (event: JsonObject, part: () => void) => Signal] =
    path === changes ? [changeErrors, changeSignal] : [eventErrors, alertEventSignal];
  const errors = errorsOf(event);
  return errors.length > 0 ? refusedFor(errors) : wholly(() => signalOf(event, partCounter()));
};

const invalid = (errors: readonly string[]): ReceiverAnswer =>
  jsonAnswer(400, { status: 'invalid event', message: 'Event object is invalid', errors });

const accepted = (path: string, decoded: Decoded): ReceiverAnswer => {
  if (storedCount(decoded) === 0) return invalid(decoded.rejected.map(({ reason }) => reason));
  if (path === changes) return jsonAnswer(202, { status: 'success', message: 'Change event processed' });
  return jsonAnswer(202, { status: 'success', message: 'Event processed', dedup_key: decoded.signals[0]?.attributes['event.key'] });
};

const refused = (error: AppError, retryAfter: number | undefined): ReceiverAnswer => {
  const status = statusOf(error, retryAfter);
  if (status === 400) return invalid([error.message]);
  const word = status === 429 ? 'throttle exceeded' : error instanceof InputError ? 'invalid event' : 'unavailable';
  return jsonAnswer(status, { status: word, message: error.message, errors: [error.message] }, retryAfter);
};

export const pagerduty = {
  id: 'pagerduty',
  routes: ['POST /v2/enqueue', `POST ${changes}`],
  decode,
  accepted: ({ path }, decoded) => accepted(path, decoded),
  refused: (_, error, retryAfter) => refused(error, retryAfter),
} as const satisfies Receiver;
