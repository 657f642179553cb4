/** AWS::Kinesis::Stream: a stream of the emulator; on-demand mode gets the four shards AWS starts with [D], encryption is not emulated. */
import type { ResourceType } from './resource-type.ts';

const onDemandShards = 4;

export const kinesisStream: ResourceType = {
  type: 'AWS::Kinesis::Stream',
  create: async ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('Name') ?? generatedName;
    const isOnDemand = properties.group('StreamModeDetails').optionalText('StreamMode') === 'ON_DEMAND';
    parts.shards.set(name, await parts.kinesis.createStream(name, isOnDemand ? onDemandShards : properties.number('ShardCount', 1)));
    return { ref: name, attributes: { Arn: `arn:aws:kinesis:${parts.region}:${parts.account}:stream/${name}` } };
  },
};
