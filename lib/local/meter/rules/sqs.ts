/** SQS: every action is a request, and every 64 KB of payload one more; a batch is one action [D: pricing page]. */
import { inputOf } from '../../iam/actions/service-actions.ts';
import type { CountingRule } from '../exchange.ts';
import type { Meter } from '../meter.ts';
import type { UnitName } from '../prices.ts';

const chunkBytes = 64 * 1024;

const unitOf = (queue: string): UnitName => (queue.endsWith('.fifo') ? 'sqs-fifo-requests' : 'sqs-requests');

/** Counts one action that carried so many bytes. */
export const countQueueRequest = (meter: Meter, queue: string, owner: string, bytes: number): void =>
  meter.count(unitOf(queue), owner, Math.max(1, Math.ceil(bytes / chunkBytes)));

interface Message {
  readonly MessageBody?: string;
  readonly Body?: string;
}

const bytesOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, { MessageBody = '', Body = '' }) => sum + Buffer.byteLength(MessageBody) + Buffer.byteLength(Body), 0);

export const countSqs: CountingRule = ({ caller, request, response }, { meter }) => {
  if (response.status !== 200) return;
  const input = inputOf(request);
  const queue = String(input['QueueUrl'] ?? input['QueueName'] ?? '');
  const sent = Array.isArray(input['Entries']) ? (input['Entries'] as readonly Message[]) : [input as Message];
  const received =
    request.operation === 'ReceiveMessage' ? ((JSON.parse(String(response.body)) as { Messages?: readonly Message[] }).Messages ?? []) : [];
  countQueueRequest(meter, queue, caller, bytesOf(sent) + bytesOf(received));
};
