/** Keeps of what the local cloud tells the times that the latency is made of. */
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import type { Delivery, Invocation, Times } from './times.ts';

export type HeardTimes = Omit<Times, 'queued'>;

/** Give `onEvent` to the cloud; `times` fills while it runs. */
export const hearTimes = (stageOf: (functionName: string) => string) => {
  const deliveries: Delivery[] = [];
  const invocations: Invocation[] = [];
  const times: HeardTimes = { deliveries, invocations };
  const onEvent = (event: CloudEvent): void => {
    if (event.type === 'delivery') {
      const { at, endedAt, ids } = event;
      deliveries.push({ stage: stageOf(event.function), at, endedAt, ids });
    } else if (event.type === 'invocation') invocations.push({ stage: stageOf(event.function), at: event.at });
  };
  return { times, onEvent };
};
