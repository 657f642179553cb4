/** A worker's memory of resource states: loaded once, written back in windows. */
import type { Clock, SeriesStateStore } from '#kernel/ports.ts';
import { packResourceState, type ResourceState, startResourceState, unpackResourceState } from './resource-state.ts';

/** A state is written at most this often, unless an alarm changed. */
const writeEveryMs = 60_000;
/** Memory untouched for this long is loaded again: the shard may have been with another worker. */
const staleAfterMs = 120_000;
/** Resources kept in memory. */
const maxResources = 2000;

export interface Entry {
  readonly state: ResourceState;
  /** The last stream position folded in; '' before the first. Decimal digits. */
  position: string;
  touchedAt: number;
  savedAt: number;
  dirty: boolean;
  /** An alarm changed since the last write: a worker that takes over must know. */
  urgent: boolean;
}

/** Whether a position lies at or before another; decimal strings of up to 56 digits, without leading zeros. */
export const atOrBefore = (position: string, other: string): boolean =>
  position.length === other.length ? position <= other : position.length < other.length;

export const stateCache = (store: SeriesStateStore, clock: Clock) => {
  const entries = new Map<string, Entry>();

  const save = async (resourceId: string, entry: Entry): Promise<void> => {
    const written = await store.save(resourceId, { data: packResourceState(entry.state), sequenceNumber: entry.position });
    // Another worker is further on: its state counts.
    if (!written) entries.delete(resourceId);
    entry.savedAt = clock.now();
    entry.dirty = false;
    entry.urgent = false;
  };

  const load = async (resourceId: string): Promise<Entry> => {
    const stored = await store.load(resourceId);
    const state = stored === undefined ? startResourceState() : unpackResourceState(stored.data);
    const now = clock.now();
    // What is known of a new resource is written at once: a worker that dies in the first minute must not take it along.
    const savedAt = stored === undefined ? 0 : now;
    return { state, position: stored?.sequenceNumber ?? '', touchedAt: now, savedAt, dirty: false, urgent: false };
  };

  return {
    /** The state of a resource, to be changed in place. */
    entry: async (resourceId: string): Promise<Entry> => {
      const known = entries.get(resourceId);
      if (known !== undefined && clock.now() - known.touchedAt <= staleAfterMs) return known;
      if (known?.dirty === true) await save(resourceId, known);
      const loaded = await load(resourceId);
      entries.delete(resourceId);
      entries.set(resourceId, loaded);
      return loaded;
    },
    /** Writes what is due, and whatever no longer finds room in memory. */
    write: async (): Promise<void> => {
      let surplus = entries.size - maxResources;
      for (const [resourceId, entry] of [...entries]) {
        const due = entry.urgent || clock.now() - entry.savedAt >= writeEveryMs || surplus > 0;
        if (entry.dirty && due) await save(resourceId, entry);
        if (surplus > 0) entries.delete(resourceId);
        surplus -= 1;
      }
    },
    /** Forgets a resource: what was not written is as if it had not been seen, and is loaded again. */
    forget: (resourceId: string): void => {
      entries.delete(resourceId);
    },
  };
};
