/** AWS::Kinesis::StreamConsumer: a consumer with enhanced fan-out; mappings name it in place of the stream. */
import { holdPerShard } from './hold-per-shard.ts';
import type { ResourceType } from './resource-type.ts';

export const kinesisStreamConsumer: ResourceType = {
  type: 'AWS::Kinesis::StreamConsumer',
  create: ({ properties, parts }) => {
    const streamArn = properties.text('StreamARN');
    const name = properties.text('ConsumerName');
    const createdAt = Math.floor(parts.scheduler.now() / 1_000);
    const arn = `${streamArn}/consumer/${name}:${createdAt}`;
    const stream = streamArn.split('/').at(-1) ?? '';
    if (!parts.meter.streams.get(stream)?.onDemand) holdPerShard(parts, stream, 'kinesis-fan-out-shard-hours');
    return {
      ref: arn,
      attributes: {
        ...{ ConsumerARN: arn, ConsumerName: name, StreamARN: streamArn },
        ...{ ConsumerCreationTimestamp: String(createdAt), ConsumerStatus: 'ACTIVE' },
      },
    };
  },
};
