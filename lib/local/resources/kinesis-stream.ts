/** AWS::Kinesis::Stream: a stream of the emulator; on-demand mode gets the four shards AWS starts with [D]. */
import { encryptWith } from './encryption.ts';
import { holdPerShard } from './hold-per-shard.ts';
import type { ResourceType } from './resource-type.ts';

const onDemandShards = 4;
/** Retention that costs nothing extra [D]. */
const includedHours = 24;

export const kinesisStream: ResourceType = {
  type: 'AWS::Kinesis::Stream',
  create: async ({ properties, generatedName, parts }) => {
    properties.refuse('MaxRecordSizeInKiB');
    const name = properties.optionalText('Name') ?? generatedName;
    const isOnDemand = properties.group('StreamModeDetails').optionalText('StreamMode') === 'ON_DEMAND';
    const shards = isOnDemand ? onDemandShards : properties.number('ShardCount', 1);
    const retentionHours = properties.number('RetentionPeriodHours', includedHours);
    parts.shards.set(name, await parts.kinesis.createStream(name, shards, retentionHours));
    parts.kinesis.onReshape(name, (now) =>
      parts.shards.set(
        name,
        now.map(({ shardId }) => shardId),
      ),
    );
    parts.meter.streams.set(name, { onDemand: isOnDemand, retentionHours });
    if (isOnDemand) parts.meter.hold('kinesis-stream-hours');
    else holdPerShard(parts, name, 'kinesis-shard-hours');
    if (!isOnDemand && retentionHours > includedHours) holdPerShard(parts, name, 'kinesis-extended-shard-hours');
    const arn = `arn:aws:kinesis:${parts.region}:${parts.account}:stream/${name}`;
    encryptWith(properties, parts, arn, properties.group('StreamEncryption').optionalText('KeyId'));
    return { ref: name, attributes: { Arn: arn } };
  },
};
