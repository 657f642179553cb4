/** An event source mapping from an SQS queue to a function: batches of what is visible; what fails comes back after the visibility timeout. */
import { queueDeliveryMs } from '../aws-delays.ts';
import type { Scheduler } from '../scheduler.ts';
import type { InvokeResult } from '../service.ts';
import type { EventMessage } from '../services/sqs.ts';
import { type DeliveryFate, failedItems, type Mapping } from './mapping.ts';

export interface SqsMappingSettings {
  readonly id: string;
  readonly functionName: string;
  readonly sourceArn: string;
  readonly region: string;
  readonly batchSize: number;
  readonly reportsFailures: boolean;
}

export interface SqsMappingPorts {
  readonly scheduler: Scheduler;
  /** Takes up to so many visible messages; they are in flight from now. */
  receive(max: number): readonly EventMessage[];
  /** False when the message shows again already: it will be delivered once more. */
  delete(receiptHandle: string): boolean;
  /** Calls back whenever a message may have become visible: sent, returned or timed out. */
  onArrival(arrival: () => void): void;
  /** Hands over the messages with these ids. */
  invoke(event: unknown, ids: readonly string[]): Promise<InvokeResult>;
  fateOf(): DeliveryFate;
  /** How many messages the queue has ever taken in, and how many it holds. */
  counts(): { readonly accepted: number; readonly inFlight: number };
}

const sqsEvent = (messages: readonly EventMessage[], { sourceArn, region }: SqsMappingSettings) => ({
  Records: messages.map((message) => ({
    ...message,
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: sourceArn,
    awsRegion: region,
  })),
});

/** Starts the mapping; it works whenever messages become visible. */
export const startSqsMapping = (settings: SqsMappingSettings, ports: SqsMappingPorts): Mapping => {
  let delivered = 0;
  let isPumping = false;

  /** Gives the delay before what comes next. */
  const deliver = async (messages: readonly EventMessage[], isDeletionLost: boolean): Promise<number> => {
    const ids = messages.map((message) => message.messageId);
    const result = await ports.invoke(sqsEvent(messages, settings), ids);
    const failed = failedItems(result, settings.reportsFailures, new Set(ids));
    const done = failed ? messages.filter(({ messageId }) => !failed.includes(messageId)) : [];
    for (const message of isDeletionLost ? [] : done) if (ports.delete(message.receiptHandle)) delivered += 1;
    return result.ok ? 0 : (result.tookMs ?? 0);
  };

  const pump = async (): Promise<void> => {
    const messages = ports.receive(settings.batchSize);
    isPumping = messages.length > 0;
    if (!isPumping) return;
    // A full batch says that more is waiting, and AWS has several pollers at the queue.
    const pauseMs = messages.length < settings.batchSize ? queueDeliveryMs : 0;
    const fate = ports.fateOf();
    const hand = async (): Promise<void> => schedule(pauseMs + (await deliver(messages, fate === 'repeat')));
    if (typeof fate === 'object') ports.scheduler.after(fate.delayMs, `deliver ${settings.functionName}`, hand);
    else await hand();
  };
  const schedule = (delayMs: number): void => {
    ports.scheduler.after(delayMs, `deliver ${settings.functionName}`, pump);
  };

  ports.onArrival(() => {
    if (isPumping) return;
    isPumping = true;
    schedule(queueDeliveryMs);
  });
  const account = () => {
    const { accepted, inFlight } = ports.counts();
    // What neither was delivered nor waits went to the dead-letter queue.
    return { accepted, delivered, quarantined: accepted - delivered - inFlight, inFlight };
  };
  return { id: settings.id, functionName: settings.functionName, sourceArn: settings.sourceArn, account };
};
