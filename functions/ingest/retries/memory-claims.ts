/** What this worker stored lately, and what it is storing: the tier of claims that costs nothing. */
import { lru } from '#kernel/lru.ts';
import type { Claim, Clock } from '#kernel/ports.ts';

export interface MemoryClaims {
  claim(key: string): Claim;
  confirm(key: string): void;
  release(key: string): void;
}

export interface MemoryClaimsOptions {
  /** Milliseconds: how long what is stored is known, and how long a claim holds that nobody confirms. */
  readonly windowMs: number;
  readonly leaseMs: number;
  /** Keys that are remembered. */
  readonly capacity: number;
}

export const memoryClaims = (clock: Clock, { windowMs, leaseMs, capacity }: MemoryClaimsOptions): MemoryClaims => {
  const held = lru<{ readonly claim: Exclude<Claim, 'new'>; readonly until: number }>(capacity);
  return {
    claim: (key) => {
      const now = clock.now();
      const there = held.get(key);
      if (there !== undefined && now < there.until) return there.claim;
      held.set(key, { claim: 'in-flight', until: now + leaseMs });
      return 'new';
    },
    confirm: (key) => held.set(key, { claim: 'taken', until: clock.now() + windowMs }),
    release: (key) => held.set(key, { claim: 'in-flight', until: 0 }),
  };
};
