/** The analysers' ports in memory, counting what is asked of them. */
import { ConflictError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import type {
  Archive,
  Clock,
  Correction,
  CorrectionStore,
  DependencyStore,
  FindingSink,
  KeptVerdict,
  Quarantine,
  QuarantineItem,
  QuotaStore,
  SeriesState,
  SeriesStateStore,
  TemplateLeaf,
  TemplateStore,
  VerdictStore,
} from '#kernel/ports.ts';
import type { Judge } from '#kernel/provider.ts';

const memoryVerdicts = () => {
  const kept = new Map<string, KeptVerdict>();
  const calls = { reads: 0, writes: 0 };
  const store: VerdictStore = {
    get: async (questionIds, version) => {
      calls.reads += 1;
      return new Map(
        questionIds.flatMap((id) => {
          const there = kept.get(`${id}/${version}`);
          return there === undefined ? [] : [[id, there] as const];
        }),
      );
    },
    put: async (questionId, version, verdict) => {
      calls.writes += 1;
      kept.set(`${questionId}/${version}`, verdict);
    },
  };
  return { store, kept, calls };
};

/** Versions are compared as DynamoDB does; `delay` lets others come between a read and a write. */
export const memoryTemplates = (delay: () => Promise<void> = async () => undefined) => {
  const kept = new Map<string, TemplateLeaf>();
  const calls = { reads: 0, writes: 0, conflicts: 0 };
  const store: TemplateStore = {
    leaves: async (keys) => {
      calls.reads += 1;
      await delay();
      return new Map(
        keys.flatMap((key) => {
          const leaf = kept.get(key);
          return leaf === undefined ? [] : [[key, leaf] as const];
        }),
      );
    },
    putLeaf: async (key, leaf) => {
      await delay();
      if ((kept.get(key)?.version ?? 0) !== leaf.version - 1) {
        calls.conflicts += 1;
        throw new ConflictError('Somebody else wrote first.');
      }
      calls.writes += 1;
      kept.set(key, leaf);
    },
  };
  return { store, kept, calls };
};

/** Sums by agent and window. */
export const memoryQuotas = () => {
  const sums = new Map<string, number>();
  const calls = { leases: 0 };
  const store: QuotaStore = {
    lease: async (agent, window, amounts) => {
      calls.leases += 1;
      return Object.fromEntries(
        Object.entries(amounts).map(([name, amount]) => {
          const key = `${agent} ${window.name} ${window.start} ${name}`;
          const sum = (sums.get(key) ?? 0) + amount;
          sums.set(key, sum);
          return [name, sum];
        }),
      );
    },
  };
  return { store, sums, calls };
};

const memoryCorrections = () => {
  const kept = new Map<string, Correction>();
  const store: CorrectionStore = {
    corrections: async (clusterIds) =>
      new Map(
        clusterIds.flatMap((id) => {
          const there = kept.get(id);
          return there === undefined ? [] : [[id, there] as const];
        }),
      ),
  };
  return { store, kept };
};

/** What classify rests on between two workers. */
export const memoryKnowledge = (delay?: () => Promise<void>) => ({
  verdicts: memoryVerdicts(),
  templates: memoryTemplates(delay),
  quotas: memoryQuotas(),
  corrections: memoryCorrections(),
});

/** Classify's ports but for the findings, over knowledge that several may share. */
export const classifierPorts = (
  judge: Judge,
  { verdicts, templates, quotas, corrections } = memoryKnowledge(),
  clock: Clock = { now: () => 1_795_237_200_000 },
) => ({ verdicts: verdicts.store, templates: templates.store, quotas: quotas.store, corrections: corrections.store, judge, clock });

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
