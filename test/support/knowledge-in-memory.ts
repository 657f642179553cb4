/** What table `knowledge` keeps for ingest, in memory: quotas and claims that several workers share, with failures on demand. */
import type { ClaimStore, QuotaStore } from '#kernel/ports.ts';
import { memoryQuotas } from './memory-ports.ts';

export interface KnowledgeInMemory {
  readonly quotas: QuotaStore;
  readonly claims: ClaimStore;
  readonly calls: { leases: number; claims: number; confirmations: number; releases: number };
  /** The table answers nothing from now on, or answers again. */
  isDown: boolean;
}

export const knowledgeInMemory = (): KnowledgeInMemory => {
  const quotas = memoryQuotas();
  const held = new Map<string, { owner: string; until: number; taken: boolean }>();
  const calls = { leases: 0, claims: 0, confirmations: 0, releases: 0 };
  const knowledge: KnowledgeInMemory = {
    calls,
    isDown: false,
    quotas: {
      lease: async (...given) => {
        answer();
        calls.leases += 1;
        return quotas.store.lease(...given);
      },
    },
    claims: {
      claim: async (key, owner, now, until) => {
        answer();
        calls.claims += 1;
        const there = held.get(key);
        if (there !== undefined && there.until > now && there.owner !== owner) return there.taken ? 'taken' : 'in-flight';
        held.set(key, { owner, until, taken: false });
        return 'new';
      },
      confirm: async (key, owner, until) => {
        answer();
        calls.confirmations += 1;
        if (held.get(key)?.owner === owner) held.set(key, { owner, until, taken: true });
      },
      release: async (key, owner) => {
        answer();
        calls.releases += 1;
        if (held.get(key)?.owner === owner) held.delete(key);
      },
    },
  };
  const answer = (): void => {
    if (knowledge.isDown) throw new Error('the table is away');
  };
  return knowledge;
};
