/** A worker's memory of resource states: loaded once, written back in windows. */
import type { Clock, SeriesStateStore } from '#kernel/ports.ts';
import { packResourceState, type ResourceState, startResourceState, unpackResourceState } from './resource-state.ts';

/**
 * Signals of so long a time are held unwritten, a large state's longer, and of no more than this share of what the state knows: a worker that dies
 * takes them along, and a series that is still learning would learn something else. By the time of the signals, not the clock: a
 * worker that catches up takes minutes of them in one second.
 */
const leastUnwrittenMs = 60_000;
/** A minute more for as many bytes of a state: DynamoDB bills a write by the KB, and a resource of 200 series has 150 of them. */
const bytesPerMinute = 32 * 1024;
const mostUnwrittenShare = 1 / 32;
/** Memory untouched for this long is loaded again: the shard may have been with another worker. */
const staleAfterMs = 120_000;
/** Resources kept in memory, and series of theirs: 3 KB each. */
const maxResources = 2000;
const maxSeries = 60_000;

export interface Entry {
  readonly state: ResourceState;
  /** The last stream position folded in; '' before the first. Decimal digits. */
  position: string;
  touchedAt: number;
  /** When the last frame folded in was received, and the last one that is written; 0 before the first. */
  takenTo: number;
  writtenTo: number;
  /** When its oldest series began, by the clock of its agent; of a resource without any, when it was loaded. */
  readonly since: number;
  /** Of the state as it was written or read last. */
  bytes: number;
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
    const data = packResourceState(entry.state);
    const written = await store.save(resourceId, { data, sequenceNumber: entry.position });
    entry.bytes = data.length;
    // Another worker is further on: its state counts.
    if (!written) entries.delete(resourceId);
    entry.writtenTo = entry.takenTo;
    entry.dirty = false;
    entry.urgent = false;
  };

  const load = async (resourceId: string): Promise<Entry> => {
    const stored = await store.load(resourceId);
    const state = stored === undefined ? startResourceState() : unpackResourceState(stored.data);
    const now = clock.now();
    const since = Math.min(now, ...[...state.series.values()].map(({ firstAt }) => firstAt));
    // The first frame after loading is written at once: who knows how much the worker before took along.
    return {
      ...{ state, since, position: stored?.sequenceNumber ?? '', bytes: stored?.data.length ?? 0 },
      ...{ touchedAt: now, takenTo: 0, writtenTo: 0, dirty: false, urgent: false },
    };
  };

  const isDue = ({ urgent, takenTo, writtenTo, since, bytes }: Entry): boolean =>
    urgent ||
    takenTo - writtenTo >= Math.min(leastUnwrittenMs * (1 + Math.floor(bytes / bytesPerMinute)), (takenTo - since) * mostUnwrittenShare);

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
      let [resources, series] = [entries.size, 0];
      for (const { state } of entries.values()) series += state.series.size;
      for (const [resourceId, entry] of [...entries]) {
        const isSurplus = resources > maxResources || series > maxSeries;
        if (entry.dirty && (isSurplus || isDue(entry))) await save(resourceId, entry);
        if (!isSurplus) continue;
        entries.delete(resourceId);
        resources -= 1;
        series -= entry.state.series.size;
      }
    },
    /** Forgets a resource: what was not written is as if it had not been seen, and is loaded again. */
    forget: (resourceId: string): void => {
      entries.delete(resourceId);
    },
  };
};
