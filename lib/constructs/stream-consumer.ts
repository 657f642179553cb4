/** A stage that reads the telemetry stream: finite retries, bisected batches, partial failures, and the quarantine bucket for what is left. */
import type { Duration } from 'aws-cdk-lib';
import { StreamConsumer as FanOutConsumer, type Stream } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { StageFunction } from './stage-function.ts';

export interface StreamConsumerProps {
  readonly stage: StageFunction;
  readonly stream: Stream;
  readonly quarantine: PrivateBucket;
  /** Records. */
  readonly batchSize: number;
  /** How long a batch may gather. */
  readonly window: Duration;
}

const pollActions = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, { settings, prefix }: Deployment, props: StreamConsumerProps) {
    super(scope, id);
    const { stage, stream, quarantine } = props;
    stage.allow(pollActions, [stream.streamArn]);
    // Lambda writes what is left after the retries as `aws/lambda/<mapping>/<shard>/<date>/…`, and lists to check the bucket [D].
    stage.allowPut(quarantine, 'aws/lambda');
    stage.allow(['s3:ListBucket'], [quarantine.bucketArn]);
    new EventSourceMapping(this, 'Mapping', {
      target: stage.function,
      eventSourceArn:
        settings.stream.fanOut === 'enhanced' ? this.enhancedFanOut(stage, stream, `${prefix}-${stage.name}`) : stream.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize,
      maxBatchingWindow: props.window,
      parallelizationFactor: settings.stream.parallelization,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 5,
      onFailure: { bind: () => ({ destination: quarantine.bucketArn }) },
    });
  }

  /** Registers a consumer with 2 MB/s a shard of its own; returns its ARN. */
  private enhancedFanOut(stage: StageFunction, stream: Stream, name: string): string {
    const { streamConsumerArn } = new FanOutConsumer(this, 'FanOut', { stream, streamConsumerName: name });
    stage.allow(['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'], [streamConsumerArn]);
    return streamConsumerArn;
  }
}
