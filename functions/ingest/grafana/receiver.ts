/** Grafana's alerting, by its webhook contact point. */
import { countingAnswers, serverStatusOf } from '#kernel/reading/answers.ts';
import { createTally } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import { readNotification } from './notification.ts';

const decode = ({ body }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const signals = readNotification(body, tally);
  return { signals, rejected: tally.rejections() };
};

export const grafana = {
  id: 'grafana',
  routes: ['POST /grafana'],
  decode,
  // Grafana's Alertmanager comes again after a 5xx, as Prometheus' does.
  ...countingAnswers(serverStatusOf),
} as const satisfies Receiver;
