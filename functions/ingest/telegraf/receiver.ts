/** Telegraf's `http` output with a JSON data format: `json`, `cloudevents`, `splunkmetric` or `nowmetric`. */
import { countingAnswers, serverStatusOf } from '#kernel/reading/answers.ts';
import { mayHoldBigNumber, parseJson } from '#kernel/reading/json.ts';
import { createPointMapper, PointDraft } from '#kernel/reading/points.ts';
import { createTally, decodedOf, partCounter } from '#kernel/reading/tally.ts';
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
  // Exact integers are texts, and a field's text must not pass for a number: where there may be any, it is parsed twice.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const metrics = mayHoldBigNumber(text) ? metricsIn(JSON.parse(text)) : exact;
  for (const [at, metric] of metrics.entries()) {
    part();
    const flaw = readMetric(metric, exact[at], point) ?? add(point, signals);
    if (flaw !== undefined) tally.refuse(flaw);
  }
  return decodedOf(signals, tally);
};

export const telegraf = {
  id: 'telegraf',
  routes: ['POST /telegraf'],
  decode,
  // The http output keeps a batch on every status but 2xx, unless `non_retryable_statuscodes` names it.
  ...countingAnswers(serverStatusOf),
} as const satisfies Receiver;
