/** Alertmanager on both sides: its webhook, and its own API, to which Prometheus, Alloy and collectd post. */
import { countsAnswer, jsonAnswer, serverStatusOf, statusOf } from '#kernel/reading/answers.ts';
import { createTally, reasonsText } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
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
    // A 429 would end Alertmanager's attempts; after a 5xx it comes again.
    return jsonAnswer(serverStatusOf(error, retryAfter), { message: error.message }, retryAfter);
  },
} as const satisfies Receiver;
