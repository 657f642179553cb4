/** The shards of a stream: which came out of which, and which still take records. */

/** What DescribeStream tells of a stream. */
export interface StreamDescription {
  readonly StreamStatus: string;
  readonly Shards: readonly {
    readonly ShardId: string;
    readonly ParentShardId?: string;
    readonly AdjacentParentShardId?: string;
    readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
    readonly SequenceNumberRange: { readonly EndingSequenceNumber?: string };
  }[];
}

export interface StreamShard {
  readonly shardId: string;
  /** What it came out of: one shard that was split, two that were merged, or none. */
  readonly parents: readonly string[];
  /** A closed shard takes no records any more; it is read to its end. */
  readonly isOpen: boolean;
  /** Decimal; it takes both and what lies between. */
  readonly startingHashKey: string;
  readonly endingHashKey: string;
}

/** What becomes of a stream when records arrive: nothing, or an operator splits a shard or merges two. */
export type StreamFate =
  | 'proceed'
  | { readonly operation: 'SplitShard' | 'MergeShards'; readonly input: Readonly<Record<string, string | undefined>> };

/** Parents come before their children. */
export const shardsOf = ({ Shards }: StreamDescription): readonly StreamShard[] =>
  Shards.map(({ ShardId, ParentShardId, AdjacentParentShardId, HashKeyRange, SequenceNumberRange }) => ({
    shardId: ShardId,
    parents: [ParentShardId, AdjacentParentShardId].flatMap((parent) => parent ?? []),
    isOpen: SequenceNumberRange.EndingSequenceNumber === undefined,
    startingHashKey: HashKeyRange.StartingHashKey,
    endingHashKey: HashKeyRange.EndingHashKey,
  }));
