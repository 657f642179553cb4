/** The event a function receives from a Kinesis event source mapping [D]. */
import type { StreamRecord } from '../services/stream-log.ts';

interface Origin {
  readonly roleArn: string;
  readonly region: string;
  readonly sourceArn: string;
}

export const kinesisEvent = (records: readonly StreamRecord[], { roleArn, region, sourceArn }: Origin) => ({
  Records: records.map(({ shardId, sequenceNumber, partitionKey, data, arrivedAt }) => ({
    kinesis: { kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber, data, approximateArrivalTimestamp: arrivedAt },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: region,
    eventSourceARN: sourceArn,
  })),
});
