/** Telegraf's `http` output with a JSON data format: `json`, `cloudevents`, `splunkmetric` or `nowmetric`. */
import { countsAnswer, jsonAnswer, serverStatusOf } from '#kernel/reading/answers.ts';
import { parseJson } from '#kernel/reading/json.ts';
import { createPointMapper, PointDraft } from '#kernel/reading/points.ts';
import { createTally, malformed, partCounter, reasonsText } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { metricsIn, readMetric } from './json-metrics.ts';

const decode = ({ body }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const part = partCounter();
  const add = createPointMapper('telegraf', part);
  const point = new PointDraft();
  const signals: Signal[] = [];
  const exact = metricsIn(parseJson(body));
  // Parsed twice: exact integers are texts, and a field's text must not pass for a number.
  const metrics = metricsIn(JSON.parse(Buffer.from(body).toString('utf8')));
  for (const [at, metric] of metrics.entries()) {
    part();
    const flaw = readMetric(metric, exact[at], point) ?? add(point, signals);
    if (flaw !== undefined) tally.refuse(flaw);
  }
  const rejected = tally.rejections();
  if (signals.length === 0 && rejected.length > 0) throw malformed(`Nothing could be read: ${reasonsText(rejected)}.`);
  return { signals, rejected };
};

export const telegraf = {
  id: 'telegraf',
  routes: ['POST /telegraf'],
  decode,
  accepted: (_, decoded) => countsAnswer(200, decoded),
  // The http output keeps a batch on every status but 2xx, unless `non_retryable_statuscodes` names it.
  refused: (_, error, retryAfter) => jsonAnswer(serverStatusOf(error, retryAfter), { message: error.message }, retryAfter),
} as const satisfies Receiver;
