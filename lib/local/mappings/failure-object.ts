/** The object that a mapping's S3 destination receives for records it gave up [D: "Retaining discarded batch records"]. */
import type { StreamRecord } from '../services/stream-log.ts';
import { kinesisEvent } from './kinesis-event.ts';
import type { KinesisMappingSettings } from './kinesis-mapping.ts';

export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

interface Failure {
  readonly settings: KinesisMappingSettings;
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly condition: FailureCondition;
  readonly invocations: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly uuid: () => string;
}

const iso = (seconds: number | undefined): string => new Date(Math.round((seconds ?? 0) * 1_000)).toISOString();

/** Key `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`; the body's `payload` is the whole event as text. */
export const failureObject = ({
  settings,
  shardId,
  records,
  condition,
  invocations,
  now,
  uuid,
}: Failure): { key: string; body: string } => {
  const time = new Date(now).toISOString();
  const [day = ''] = time.split('T');
  const first = records[0];
  const last = records.at(-1);
  return {
    key: `aws/lambda/${settings.id}/${shardId}/${day.replaceAll('-', '/')}/${time.slice(0, 19).replaceAll(':', '.')}-${uuid()}`,
    body: JSON.stringify({
      requestContext: { requestId: uuid(), functionArn: settings.functionArn, condition, approximateInvokeCount: invocations },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: time,
      KinesisBatchInfo: {
        shardId,
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: iso(first?.arrivedAt),
        approximateArrivalOfLastRecord: iso(last?.arrivedAt),
        batchSize: records.length,
        streamArn: settings.sourceArn,
      },
      payload: JSON.stringify(kinesisEvent(records, settings)),
    }),
  };
};
