/** Divides a request's signals into frames: by resource, then by number, then by encoded size. */
import { InputError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import { encodeFrame } from '#kernel/frame-codec.ts';
import { onceEach } from '#kernel/once-each.ts';
import { type Resource, resourceId } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';

/** Signals a frame. More compress hardly better, and hold up a consumer longer. */
export const maxFrameSignals = 1000;

/** Bytes a frame may have encoded: below Kinesis' 1 MiB a record, partition key included. */
export const maxFrameBytes = 900_000;

/** Characters of JSON a resource, a scope, or a metric's name, unit and description may take: every frame repeats them, however few signals it holds. */
const maxHeadLength = 64_000;

/** Resources a request may speak of: each is a record of its own, and a shard takes a thousand a second. */
export const maxResources = 10_000;

export interface Framed {
  readonly frames: readonly EncodedFrame[];
  /** Signals that alone do not fit a frame, or whose resource, scope or metric is too large. */
  readonly oversized: readonly Signal[];
}

/** Whether what a signal shares with its neighbours leaves a frame room for signals. Each shared object is measured once. */
const headFitter = (): ((signal: Signal) => boolean) => {
  const fits = (head: object): boolean => JSON.stringify(head).length <= maxHeadLength;
  const resourceFits = onceEach(fits);
  const scopeFits = onceEach(fits);
  return (signal) =>
    resourceFits(signal.resource) &&
    (signal.scope === undefined || scopeFits(signal.scope)) &&
    (signal.kind !== 'metric' || signal.name.length + (signal.unit ?? '').length + (signal.description ?? '').length <= maxHeadLength);
};

/** InputError `too_large` for more resources than a request may speak of. */
const byPartition = (signals: readonly Signal[]): Map<string, Signal[]> => {
  const partitions = new Map<string, Signal[]>();
  const groupOf = onceEach((resource: Resource): Signal[] => {
    const partition = resourceId(resource);
    const group = partitions.get(partition) ?? [];
    partitions.set(partition, group);
    return group;
  });
  for (const signal of signals) groupOf(signal.resource).push(signal);
  if (partitions.size > maxResources)
    throw new InputError(`A request may speak of ${maxResources} resources at most; send smaller batches.`, { reason: 'too_large' });
  return partitions;
};

/** Frames of a request. Ids follow from the request's id and the frame's place, so the same request gives the same frames. */
export const frameSignals = (signals: readonly Signal[], requestId: string, receivedAt: number): Framed => {
  const frames: EncodedFrame[] = [];
  const oversized: Signal[] = [];
  const headFits = headFitter();
  const fitting = signals.filter((signal) => headFits(signal) || oversized.push(signal) === 0);
  const tryEncode = (part: readonly Signal[], partition: string): EncodedFrame | undefined => {
    try {
      const encoded = encodeFrame({ id: idFrom(requestId, String(frames.length)), partition, receivedAt, signals: part });
      return encoded.data.length > maxFrameBytes ? undefined : encoded;
    } catch (error) {
      if (error instanceof InputError && error.reason === 'too_large') return undefined;
      throw error;
    }
  };
  const add = (part: readonly Signal[], partition: string): void => {
    const encoded = tryEncode(part, partition);
    if (encoded !== undefined) {
      frames.push(encoded);
    } else if (part.length === 1) {
      oversized.push(...part);
    } else {
      const middle = part.length >> 1;
      add(part.slice(0, middle), partition);
      add(part.slice(middle), partition);
    }
  };
  for (const [partition, group] of byPartition(fitting)) {
    for (let start = 0; start < group.length; start += maxFrameSignals) add(group.slice(start, start + maxFrameSignals), partition);
  }
  return { frames, oversized };
};
