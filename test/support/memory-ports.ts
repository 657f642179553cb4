/** The analysers' ports in memory, counting what is asked of them. */
import type { Finding } from '#kernel/finding.ts';
import type {
  Archive,
  DependencyStore,
  FindingSink,
  Quarantine,
  QuarantineItem,
  SeriesState,
  SeriesStateStore,
  VerdictStore,
} from '#kernel/ports.ts';
import type { Verdict } from '#kernel/verdict.ts';

export const memoryVerdicts = () => {
  const kept = new Map<string, Verdict>();
  const calls = { reads: 0, writes: 0 };
  const store: VerdictStore = {
    get: async (questionId, version) => {
      calls.reads += 1;
      return kept.get(`${questionId}/${version}`);
    },
    put: async (questionId, version, verdict) => {
      calls.writes += 1;
      kept.set(`${questionId}/${version}`, verdict);
    },
  };
  return { store, kept, calls };
};

export const memoryStates = () => {
  const kept = new Map<string, SeriesState>();
  const calls = { loads: 0, saves: 0 };
  const store: SeriesStateStore = {
    load: async (resourceId) => {
      calls.loads += 1;
      return kept.get(resourceId);
    },
    save: async (resourceId, state) => {
      const there = kept.get(resourceId);
      if (there !== undefined && BigInt(there.sequenceNumber) > BigInt(state.sequenceNumber)) return false;
      calls.saves += 1;
      kept.set(resourceId, state);
      return true;
    },
  };
  return { store, kept, calls };
};

/** `failures` of the next sends fail. */
export const memoryFindings = () => {
  const sent: Finding[] = [];
  const state = { failures: 0 };
  const sink: FindingSink = {
    send: async (findings) => {
      if (state.failures > 0) {
        state.failures -= 1;
        throw new Error('the queue is not there');
      }
      sent.push(...findings);
    },
  };
  return { sink, sent, state };
};

export const memoryArchive = () => {
  const objects = new Map<string, Uint8Array>();
  const archive: Archive = {
    put: async (key, body) => {
      objects.set(key, body);
    },
  };
  return { archive, objects };
};

export const memoryQuarantine = () => {
  const items: QuarantineItem[] = [];
  const quarantine: Quarantine = {
    put: async (item) => {
      items.push(item);
    },
  };
  return { quarantine, items };
};

/** Remembers calls in memory; caller and called of each. */
export const memoryDependencies = (): DependencyStore => {
  const calls = new Map<string, readonly [string, string]>();
  return {
    dependencies: async () => [...calls.values()],
    rememberDependency: async (environment, caller, called) => {
      calls.set([environment, caller, called].join('\0'), [caller, called]);
    },
  };
};
