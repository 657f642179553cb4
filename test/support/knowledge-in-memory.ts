/** What table `knowledge` keeps for ingest, in memory: quotas and claims that several workers share, with failures on demand. */
import type { ClaimStore, QuotaStore } from '#kernel/ports.ts';

export interface KnowledgeInMemory {
  readonly quotas: QuotaStore;
  readonly claims: ClaimStore;
  readonly calls: { leases: number; claims: number; confirmations: number; releases: number };
  /** The table answers nothing from now on, or answers again. */
  isDown: boolean;
}

export const knowledgeInMemory = (): KnowledgeInMemory => {
  const sums = new Map<string, number>();
  const held = new Map<string, { owner: string; until: number; taken: boolean }>();
  const calls = { leases: 0, claims: 0, confirmations: 0, releases: 0 };
  const knowledge: KnowledgeInMemory = {
    calls,
    isDown: false,
    quotas: {
      lease: async (agent, { name, start }, amounts) => {
        answer();
        calls.leases += 1;
        return Object.fromEntries(
          Object.entries(amounts).map(([quota, amount]) => {
            const key = `${agent} ${name} ${start} ${quota}`;
            const sum = (sums.get(key) ?? 0) + amount;
            sums.set(key, sum);
            return [quota, sum];
          }),
        );
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
