/** The findings queue on SQS FIFO: a message group per fingerprint, deduplicated by finding id. */
import { type BatchResultErrorEntry, SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { UpstreamError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import type { FindingSink } from '#kernel/ports.ts';

const sqs = new SQSClient({});

/** SendMessageBatch takes 10 messages; a finding is at most a few kilobytes, far below the size limit. */
const batchSize = 10;
const attempts = 3;

const toEntry = (finding: Finding, index: number): SendMessageBatchRequestEntry => ({
  Id: String(index),
  MessageBody: JSON.stringify(finding),
  MessageGroupId: finding.fingerprint,
  MessageDeduplicationId: finding.id,
});

const refusal = (failed: readonly BatchResultErrorEntry[]): UpstreamError =>
  new UpstreamError(`The findings queue refused ${failed.length} findings: ${failed[0]?.Code ?? 'no reason given'}.`, {
    reason: 'queue_refused',
    retryable: failed.every((each) => each.SenderFault !== true),
  });

/** Sends one batch, then only what failed of it. Should a message fail whose group has a later one in the batch, those two change places: the consumer compares times. */
const sendBatch = async (queueUrl: string, findings: readonly Finding[]): Promise<void> => {
  let entries = findings.map(toEntry);
  for (let attempt = 1; ; attempt += 1) {
    const { Failed: failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    if (failed.length === 0) return;
    if (attempt === attempts || failed.some((each) => each.SenderFault === true)) throw refusal(failed);
    const again = new Set(failed.map((each) => each.Id));
    entries = entries.filter((entry) => again.has(entry.Id));
  }
};

/** Ten at a time and in order. UpstreamError when some are not taken after three attempts. */
export const sqsFindingSink = (queueUrl: string): FindingSink => ({
  send: async (findings) => {
    for (let start = 0; start < findings.length; start += batchSize) await sendBatch(queueUrl, findings.slice(start, start + batchSize));
  },
});
