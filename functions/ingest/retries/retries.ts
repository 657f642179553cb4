/** Tells what was stored before from what is new: in this worker's memory, and for what is worth it in a table that all workers see. */
import type { Claim, ClaimStore, Clock } from '#kernel/ports.ts';
import type { Tolerate } from '#kernel/tolerate.ts';
import type { RetryKey } from './keys.ts';
import { memoryClaims } from './memory-claims.ts';

/** Which keys all workers share. */
export type Shared = 'events' | 'all' | 'none';

/** Methods never reject: what the table cannot tell counts as new. `owner` is the request's id. */
export interface Retries {
  /** In the order of the keys. What is `new` must be confirmed or released. */
  claim(keys: readonly RetryKey[], owner: string): Promise<readonly Claim[]>;
  confirm(keys: readonly RetryKey[], owner: string): Promise<void>;
  release(keys: readonly RetryKey[], owner: string): Promise<void>;
}

export interface RetriesPorts {
  readonly store: ClaimStore;
  readonly clock: Clock;
  readonly tolerate: Tolerate;
  /** How long what is stored is known. */
  readonly windowMs: number;
  readonly shared: Shared;
}

/** The function's timeout and a moment: whoever claimed and has not confirmed by then is dead. */
export const leaseMs = 30_000;

/** Keys a worker remembers, some 200 bytes each. */
const capacity = 20_000;

/** One key after the other, a hundred at most: what a retry of one waits overlaps no other, and a replay under faults stays the same byte by byte. */
export const createRetries = ({ store, clock, tolerate, windowMs, shared }: RetriesPorts): Retries => {
  const memory = memoryClaims(clock, { windowMs, leaseMs, capacity });
  const isShared = ({ isEvent }: RetryKey): boolean => shared === 'all' || (shared === 'events' && isEvent);
  const claimOne = async (key: RetryKey, owner: string): Promise<Claim> => {
    const here = memory.claim(key.key);
    if (here !== 'new' || !isShared(key)) return here;
    const now = clock.now();
    const there = await tolerate<Claim>(() => store.claim(key.key, owner, now, now + leaseMs), 'new');
    if (there !== 'new') memory.release(key.key);
    return there;
  };
  return {
    claim: async (keys, owner) => {
      const claims: Claim[] = [];
      for (const key of keys) claims.push(await claimOne(key, owner));
      return claims;
    },
    confirm: async (keys, owner) => {
      for (const { key } of keys) memory.confirm(key);
      const until = clock.now() + windowMs;
      for (const { key } of keys.filter(isShared)) await tolerate(() => store.confirm(key, owner, until), undefined);
    },
    release: async (keys, owner) => {
      for (const { key } of keys) memory.release(key);
      for (const { key } of keys.filter(isShared)) await tolerate(() => store.release(key, owner), undefined);
    },
  };
};
