/** Counts the distinct series of each resource, so that one label with a number in it does not become a million series. */
import { maxCountedSeries } from '#kernel/reading/limits.ts';
import { type Attributes, type Resource, resourceId } from '#kernel/resource.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { hashOf } from './hash.ts';

/** Milliseconds after which a series that sent nothing is forgotten, at most twice that. */
export const seriesWindowMs = 600_000;

/** A resource's series: the hash of each, with the window it was last seen in. */
type Seen = Map<number, number>;

/** Whether a sample is of a series that may be stored; of one request, received at a time in milliseconds. */
export type SeriesGate = (receivedAt: number) => (sample: MetricSignal) => boolean;

/** 32 bits: of new series beyond a limit of ten thousand, one in 400,000 passes for a known one. */
const seriesHash = (name: string, attributes: Attributes): number => {
  let sum = hashOf(name);
  // Added up, the order of attributes does not count.
  for (const key of Object.keys(attributes)) sum = (sum + hashOf(`${key}\u0000${JSON.stringify(attributes[key])}`)) >>> 0;
  return sum;
};

/** Counts for as long as the worker lives; of all resources it remembers `capacity` series, and forgets the resource that was silent longest first. */
export const seriesGate = (limit: number, capacity = maxCountedSeries): SeriesGate => {
  const byResource = new Map<string, Seen>();
  let total = 0;
  let window = 0;

  const forgetSilent = (now: number): void => {
    for (const [id, seen] of byResource) {
      for (const [series, last] of seen) if (last < now - 1) seen.delete(series);
      if (seen.size === 0) byResource.delete(id);
    }
    total = [...byResource.values()].reduce((sum, { size }) => sum + size, 0);
    window = now;
  };

  const makeRoom = (current: string): void => {
    for (const [id, seen] of byResource) {
      if (total < capacity) return;
      if (id === current) continue;
      byResource.delete(id);
      total -= seen.size;
    }
  };

  return (receivedAt) => {
    const now = Math.floor(receivedAt / seriesWindowMs);
    if (now > window) forgetSilent(now);
    const known = new Map<Resource, { readonly id: string; readonly seen: Seen }>();
    const countOf = (resource: Resource) => {
      const found = known.get(resource);
      if (found !== undefined) return found;
      const id = resourceId(resource);
      const seen: Seen = byResource.get(id) ?? new Map();
      // At the end of the list: the first is the one that was silent longest.
      byResource.delete(id);
      byResource.set(id, seen);
      known.set(resource, { id, seen });
      return { id, seen };
    };
    return ({ name, attributes, resource }) => {
      const { id, seen } = countOf(resource);
      const series = seriesHash(name, attributes);
      if (!seen.has(series)) {
        if (seen.size >= limit) return false;
        if (total >= capacity) makeRoom(id);
        total += 1;
      }
      seen.set(series, window);
      return true;
    };
  };
};
