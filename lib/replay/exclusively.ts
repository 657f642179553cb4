/** One process at a time does a thing; the others wait. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whoever held the lock so long ago has died. */
const staleMs = 180_000;
const lookEveryMs = 200;

const take = (lock: string): boolean => {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

/** Runs `work` while this process alone holds the lock, a folder made for the purpose. */
export const exclusively = async <Result>(lock: string, work: () => Promise<Result>): Promise<Result> => {
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) {
    const heldSince = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (heldSince !== undefined && heldSince + staleMs < Date.now()) rmSync(lock, { recursive: true, force: true });
    else await sleep(lookEveryMs);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
};
