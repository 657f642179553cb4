/** Requests for second opinions as delayed messages on an SQS standard queue. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asUpstream } from '#kernel/as-upstream.ts';
import type { AskForOpinion } from '#kernel/ports.ts';

const sqs = new SQSClient({});

/** Each is delivered so many seconds later, 900 at most [D]. */
export const sqsOpinionRequests =
  (queueUrl: string, afterSeconds: number): AskForOpinion =>
  async (incidentId, fingerprint) => {
    const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify({ incidentId, fingerprint }), DelaySeconds: afterSeconds };
    await asUpstream('SQS', () => sqs.send(new SendMessageCommand(message)));
  };
