/** Somebody splits a shard of a stream, or merges two neighbours, while records come: their order must hold from the old shards to the new. */
import type { StreamShard } from '../../services/stream-shards.ts';
import type { Random, StreamFault } from '../fault.ts';

/** Times that a stream changes its shape in one run. */
const mostReshapes = 4;

/** Of a list that is not empty. */
const pick = <Item>(items: readonly Item[], random: Random): Item | undefined => items[Math.floor(random() * items.length)];

/** A hash key in the middle half of a shard's. */
const keyWithin = ({ startingHashKey, endingHashKey }: StreamShard, random: Random): string => {
  const from = BigInt(startingHashKey);
  const share = BigInt(Math.floor((0.25 + random() / 2) * 2 ** 32));
  return String(from + (((BigInt(endingHashKey) - from) * share) >> 32n));
};

const split = (shards: readonly StreamShard[], random: Random) => {
  const shard = pick(shards, random);
  if (shard === undefined) return undefined;
  return { operation: 'SplitShard', input: { ShardToSplit: shard.shardId, NewStartingHashKey: keyWithin(shard, random) } } as const;
};

const merge = (shards: readonly StreamShard[], random: Random) => {
  const ordered = shards.toSorted((one, other) => (BigInt(one.startingHashKey) < BigInt(other.startingHashKey) ? -1 : 1));
  const pairs = ordered.slice(1).map((right, index) => ({ left: ordered[index]?.shardId, right: right.shardId }));
  const pair = pick(pairs, random);
  return pair && ({ operation: 'MergeShards', input: { ShardToMerge: pair.left, AdjacentShardToMerge: pair.right } } as const);
};

export const reshard: StreamFault = {
  id: 'reshard',
  title: 'shards split or merged',
  strikes: 'stream',
  rate: 0.25,
  fate: ({ shards, reshapes }, random) => {
    if (reshapes >= mostReshapes) return undefined;
    return (random() < 0.5 ? merge(shards, random) : undefined) ?? split(shards, random);
  },
};
