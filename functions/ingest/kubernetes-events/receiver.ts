/** Kubernetes Events as JSON, core/v1 and events.k8s.io/v1, however they were gathered. */
import { countingAnswers } from '#kernel/reading/answers.ts';
import { createTally, decodedOf, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { readEvent } from './event-signal.ts';
import { eachEvent } from './items.ts';

const decode = ({ body }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const signals: Signal[] = [];
  eachEvent(body, tally, partCounter(), (event) => signals.push(readEvent(event)));
  return decodedOf(signals, tally);
};

export const kubernetesEvents = {
  id: 'kubernetes-events',
  routes: ['POST /kubernetes/events'],
  decode,
  ...countingAnswers(),
} as const satisfies Receiver;
