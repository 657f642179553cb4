/** The audit chain's table in memory: the same promises, as the shared suite shows. */
import { auditChain, type ChainTable } from '#kernel/append-to-chain.ts';
import type { AuditChain, ChainEntry } from '#kernel/audit-chain.ts';

export const memoryChainTable = (): ChainTable => {
  const entries = new Map<number, ChainEntry>();
  const marks = new Map<string, number>();
  const inOrder = (): readonly ChainEntry[] => [...entries.values()].sort((a, b) => a.seq - b.seq);
  return {
    last: async () => structuredClone(inOrder().at(-1)),
    after: async (seq, limit) =>
      structuredClone(
        inOrder()
          .filter((entry) => entry.seq > seq)
          .slice(0, limit),
      ),
    putNew: async (entry) => {
      if (entries.has(entry.seq)) return false;
      entries.set(entry.seq, structuredClone(entry));
      return true;
    },
    mark: async (id, seq) => {
      const known = marks.get(id) ?? seq;
      marks.set(id, known);
      return known;
    },
  };
};

/** A chain of its own that nobody reads, where a test is about something else. */
export const unseenChain = (): AuditChain => auditChain(memoryChainTable());
