/** SQS: findings travel on a FIFO queue, dead letters behind it. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Case, defineSuite } from './contract.ts';
import { batchCases } from './sqs/batches.ts';
import { fifoOf, queueOf } from './sqs/calls.ts';
import { fifoCases } from './sqs/fifo.ts';
import { standardCases } from './sqs/standard.ts';

const inFifo = (one: Case<SQSClient>): Case<SQSClient> => ({ resources: fifoOf(), ...one });

export const sqs = defineSuite({
  service: 'SQS',
  open: (options) => new SQSClient(options),
  resources: queueOf(),
  cases: [...standardCases, ...fifoCases.map(inFifo), ...batchCases],
});
