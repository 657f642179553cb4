/** How the stream could carry a load: provisioned shards with shared consumers or with enhanced fan-out, or on demand. */
import { grouped } from '../replay/text-table.ts';
import type { Packing } from './packing.ts';
import type { Sheet } from './sheet.ts';

export const streamKinds = ['shared', 'enhanced', 'on-demand'] as const;
export type StreamKind = (typeof streamKinds)[number];

export interface StreamPlan {
  readonly kind: StreamKind;
  /** Provisioned, or about what AWS has behind an on-demand stream. */
  readonly shards: number;
}

/** A shard takes 1 MiB and 1,000 records a second, and gives 2 MiB to its shared consumers together [D: Kinesis quotas]. */
const shardBytes = 1024 * 1024;
const shardRecords = 1_000;
const shardReadBytes = 2 * shardBytes;
export const consumerCount = 3;
/** How full a shard may be planned: traffic is never even. */
const fill = 0.7;
/** Batches of one shard a consumer works on at once, at most [D]. */
const mostLanes = 10;
/** An on-demand stream keeps twice its recent peak, and never less than four shards [D]. */
const onDemandLeast = 4;

/** Shards for what comes in, and for a consumer that needs so many environments. */
export const streamOf = (kind: StreamKind, { streamBytes, frames }: Packing, mostConcurrency: number, sheet: Sheet): StreamPlan => {
  const [bytes, records] = [grouped(Math.round(streamBytes)), grouped(Math.round(frames))];
  const needs = [
    streamBytes / shardBytes / fill,
    frames / shardRecords / fill,
    ...(kind === 'shared' ? [(streamBytes * consumerCount) / shardReadBytes / fill] : []),
    mostConcurrency / mostLanes / fill,
  ];
  const shards = sheet.note(
    'shards',
    'the most of bytes in, records in, bytes read, busy consumers; each at 70 %',
    `max(${bytes} / ${grouped(shardBytes)}, ${records} / 1,000, ${kind === 'shared' ? `3 × ${bytes} / ${grouped(shardReadBytes)}, ` : ''}${mostConcurrency.toFixed(2)} / 10) / 0.7`,
    Math.max(kind === 'on-demand' ? onDemandLeast : 1, Math.ceil(Math.max(...needs))),
  );
  return { kind, shards };
};

/** Batches a shard that a stage must work on at once to keep up. */
export const lanesFor = (concurrency: number, shards: number): number => Math.max(1, Math.ceil(concurrency / shards / fill));
