/** The telemetry stream on Kinesis: PutRecords in batches, and again for the records that failed alone. */
import { KinesisClient, PutRecordsCommand, type PutRecordsOutput, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { UpstreamError } from '#kernel/errors.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import type { FrameSink } from '#kernel/ports.ts';

/** PutRecords' limits: 500 records, and 5 MiB partition keys included (10 MiB where AWS has raised it) [D]. */
const maxBatchRecords = 500;
const maxBatchBytes = 5 * 1024 * 1024;

/** Attempts a batch, the first included, and the longest pause before the second; it doubles from there. */
const maxAttempts = 6;
const firstPauseMs = 50;

/** The outside world of the sink; tests bring their own. */
export interface FrameSinkOptions {
  /** One PutRecords call. */
  readonly send: (records: readonly PutRecordsRequestEntry[]) => Promise<Pick<PutRecordsOutput, 'FailedRecordCount' | 'Records'>>;
  readonly delay: (ms: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

const bytesOf = (frame: EncodedFrame): number => frame.data.length + Buffer.byteLength(frame.partition);

/** Batches within the limits, in order. */
const batchesOf = (frames: readonly EncodedFrame[]): EncodedFrame[][] => {
  const batches: EncodedFrame[][] = [];
  let batch: EncodedFrame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    const size = bytesOf(frame);
    if (batch.length === maxBatchRecords || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(frame);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
};

/** The SDK has retried what is worth it by now; what is left goes to the client. */
const callFailed = (cause: unknown): UpstreamError => {
  const name = cause instanceof Error ? cause.name : 'unknown';
  const throttled = name === 'ProvisionedThroughputExceededException' || name === 'LimitExceededException';
  return new UpstreamError(`Kinesis did not take the records: ${name}.`, {
    cause,
    reason: throttled ? 'throttled' : 'stream',
    retryable: true,
  });
};

/** A sink over one way of sending. Rejects with UpstreamError `throttled` or `stream`; some frames may then be stored. */
export const frameSink = ({ send, delay, random }: FrameSinkOptions): FrameSink => {
  const putBatch = async (batch: readonly EncodedFrame[]): Promise<void> => {
    let left = batch;
    let codes = new Set<string>();
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      // Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
      if (attempt > 1) await delay(random() * firstPauseMs * 2 ** (attempt - 1));
      const records = left.map((frame) => ({ Data: frame.data, PartitionKey: frame.partition }));
      const answer = await send(records).catch((cause: unknown) => {
        throw callFailed(cause);
      });
      if ((answer.FailedRecordCount ?? 0) === 0) return;
      const results = answer.Records ?? [];
      codes = new Set(results.flatMap(({ ErrorCode }) => ErrorCode ?? []));
      left = left.filter((_, at) => results[at]?.SequenceNumber === undefined);
    }
    const throttled = codes.has('ProvisionedThroughputExceededException');
    throw new UpstreamError(`Kinesis left ${left.length} of ${batch.length} records out after ${maxAttempts} attempts.`, {
      reason: throttled ? 'throttled' : 'stream',
      retryable: true,
    });
  };
  return {
    put: async (frames) => {
      for (const batch of batchesOf(frames)) await putBatch(batch);
    },
  };
};

/** The sink of a function: the stream by its name. */
export const kinesisFrameSink = (
  stream: string,
  delay: FrameSinkOptions['delay'],
  client: KinesisClient = new KinesisClient({}),
): FrameSink =>
  frameSink({
    send: (records) => client.send(new PutRecordsCommand({ StreamName: stream, Records: [...records] })),
    delay,
    random: Math.random,
  });
