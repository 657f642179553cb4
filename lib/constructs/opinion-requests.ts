/** The queue of requests for second opinions, where policy has somebody to ask. What waits in it can be lost: an opinion decides nothing. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '#kernel/policy.ts';
import type { Deployment } from './deployment.ts';

/** How long advise may work on one request: the longest wait for models, and its own reading and writing. */
export const adviseTimeout = Duration.seconds(45);
/** Deliveries in which a model may become available again, two minutes apart; then the request is told to be without an opinion. */
export const adviseAttempts = 4;

/** Whether anybody asks for opinions, and anybody may answer. */
export const asksForOpinions = ({ detection, providers }: Pick<Policy, 'detection' | 'providers'>): boolean =>
  detection.secondOpinion !== undefined && providers.providers.length > 0;

export class OpinionRequests extends Construct {
  readonly queue: Queue;
  /** Requests that advise died of. */
  readonly quarantine: Queue;

  constructor(scope: Construct, id: string, { prefix }: Deployment) {
    super(scope, id);
    const standard: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.quarantine = new Queue(this, 'Quarantine', {
      ...standard,
      queueName: `${prefix}-opinions-quarantine`,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...standard,
      queueName: `${prefix}-opinions`,
      // What is asked about a day later helps nobody.
      retentionPeriod: Duration.days(1),
      visibilityTimeout: Duration.minutes(2),
      // The last attempt says what became of the request; one more is for a worker that died in it.
      deadLetterQueue: { queue: this.quarantine, maxReceiveCount: adviseAttempts + 1 },
    });
  }
}
