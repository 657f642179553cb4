/** Alertmanager on both sides: its webhook, and its own API, to which Prometheus, Alloy and collectd post. */
import { countsAnswer, jsonAnswer, serverStatusOf, statusOf } from '#kernel/reading/answers.ts';
import { joinKey } from '#kernel/reading/event-signal.ts';
import { createTally, reasonsText } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { readPostedAlerts } from './api.ts';
import { readNotification } from './webhook.ts';

const api = '/api/v2/alerts';

const decode = ({ path, body, receivedAt }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const signals = path === api ? readPostedAlerts(body, receivedAt, tally) : readNotification(body, tally);
  return { signals, rejected: tally.rejections() };
};

/** As Alertmanager: what is valid is taken, and whatever else there was is a 400 with a text. */
const apiAnswer = ({ rejected }: Decoded) => (rejected.length === 0 ? jsonAnswer(200, {}) : jsonAnswer(400, reasonsText(rejected)));

/** Without a beginning an alert may fire, end and fire again, and look the same. */
const identity = (signal: Signal): string | undefined => {
  const { 'event.key': key, 'alertmanager.starts_at': startsAt, 'alertmanager.ends_at': endsAt = '' } = signal.attributes;
  if (signal.kind !== 'event' || startsAt === undefined) return undefined;
  return joinKey(String(key), signal.status, String(startsAt), String(endsAt));
};

export const alertmanager = {
  id: 'alertmanager',
  routes: ['POST /alertmanager', `POST ${api}`],
  decode,
  accepted: ({ path }, decoded) => (path === api ? apiAnswer(decoded) : countsAnswer(200, decoded)),
  refused: ({ path }, error, retryAfter) => {
    if (path === api) {
      const status = statusOf(error, retryAfter);
      return jsonAnswer(status, { code: status, message: error.message }, retryAfter);
    }
    // A 429 ends Alertmanager's attempts until the group's next interval; after a 5xx it comes again at once.
    return jsonAnswer(serverStatusOf(error, retryAfter), { message: error.message }, retryAfter);
  },
  identity,
} as const satisfies Receiver;
