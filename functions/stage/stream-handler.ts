/** Turns a stage into a consumer of the telemetry stream: decode, process in order, quarantine the permanent, report the retryable. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { InputError, UpstreamError } from '#kernel/errors.ts';
import type { Frame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { Quarantine } from '#kernel/ports.ts';
import { addReports, emptyReport, type StageReport } from '#kernel/stage-report.ts';
import { emitReport, log } from './telemetry.ts';

/** One record of the stream, decoded. */
export interface StreamRecord {
  readonly frame: Frame;
  /** The frame as it lay on the stream. */
  readonly bytes: Uint8Array;
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** What the handler asks of a stage: any number of `take`, then one `flush`, for every batch. */
export interface StreamStage {
  /** Takes one record; records of a shard come in order, and again after a failure. InputError sends the record to quarantine, anything else has it retried. */
  take(record: StreamRecord): Promise<StageReport>;
  /** Makes the batch's effects durable; a failure here has the whole batch retried. */
  flush(): Promise<StageReport>;
}

/** The Lambda handler of a stream stage. */
export const streamHandler = (name: string, stage: StreamStage, quarantine: Quarantine) => {
  const processor = new BatchProcessor(EventType.KinesisDataStreams);

  /** Quarantines what can never be processed; `count` is the number of signals, or 1 where nobody can tell. */
  const takeOrQuarantine = async (record: KinesisStreamRecord): Promise<StageReport> => {
    const bytes = Buffer.from(record.kinesis.data, 'base64');
    const [shardId = ''] = record.eventID.split(':');
    const { sequenceNumber } = record.kinesis;
    let count = 1;
    try {
      const frame = decodeFrame(bytes);
      count = frame.signals.length;
      return await stage.take({ frame, bytes, shardId, sequenceNumber });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { reason, message } = error;
      await quarantine.put({ id: `${name}/${shardId}-${sequenceNumber}`, stage: name, reason, message, count, body: bytes });
      return { ...emptyReport, received: count, quarantined: count };
    }
  };

  return middy<KinesisStreamEvent, KinesisStreamBatchResponse>().handler(async (event: KinesisStreamEvent, context: Context) => {
    let report = emptyReport;
    let stopped = false;
    const take = async (record: KinesisStreamRecord): Promise<void> => {
      // Everything from the first failure on comes again: taken now, it would be out of order, and counted twice.
      if (stopped) throw new UpstreamError('An earlier record of the batch failed.', { reason: 'after_failure' });
      try {
        report = addReports(report, await takeOrQuarantine(record));
      } catch (error) {
        stopped = true;
        log.error('record failed; it will be retried', { sequenceNumber: record.kinesis.sequenceNumber, error: String(error) });
        throw error;
      }
    };
    const response = await processPartialResponse(event, take, processor, {
      context,
      processInParallel: false,
      throwOnFullBatchFailure: false,
    });
    report = addReports(report, await stage.flush());
    emitReport(report);
    return response;
  });
};
