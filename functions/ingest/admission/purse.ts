/**
 * What one worker may still spend of an agent's quotas in one window. It takes a share from the table before it spends any of it, so that all
 * workers together never spend more than the limit.
 */
import type { QuotaStore, QuotaWindow } from '#kernel/ports.ts';
import { type Quota, shareOf } from './share.ts';

export type Quotas = Readonly<Record<string, Quota>>;

export interface Purse {
  readonly window: QuotaWindow;
  /** Spends of each quota, or of none; which was used up. Rejects when the table does not answer. */
  spend(amounts: Readonly<Record<string, number>>): Promise<string | undefined>;
}

interface Balance {
  readonly quota: Quota;
  mine: number;
  /** What the table had to give when it was last asked. */
  left: number;
}

export const openPurse = (store: QuotaStore, agent: string, window: QuotaWindow, quotas: Quotas): Purse => {
  const balances = new Map<string, Balance>(Object.entries(quotas).map(([name, quota]) => [name, { quota, mine: 0, left: quota.limit }]));
  const short = (amounts: Readonly<Record<string, number>>): readonly string[] =>
    [...balances].flatMap(([name, { mine }]) => (mine < (amounts[name] ?? 0) ? [name] : []));

  /** One write for all quotas of the window: whatever runs low is filled up with what runs out. */
  const lease = async (amounts: Readonly<Record<string, number>>): Promise<void> => {
    const wanted: Record<string, number> = {};
    for (const [name, { quota, mine, left }] of balances) {
      const lacking = Math.max(shareOf(quota, left), amounts[name] ?? 0) - mine;
      if (lacking > 0 && left > 0) wanted[name] = lacking;
    }
    const sums = await store.lease(agent, window, wanted);
    for (const [name, amount] of Object.entries(wanted)) {
      const balance = balances.get(name);
      const given = sums[name];
      if (balance === undefined || given === undefined) throw new TypeError(`The table gave no sum of ${name}.`);
      const { limit } = balance.quota;
      balance.mine += Math.max(0, Math.min(amount, limit - (given - amount)));
      balance.left = Math.max(0, Math.min(balance.left, limit - given));
    }
  };

  const spend: Purse['spend'] = async (amounts) => {
    const lacking = short(amounts);
    // Where the table has nothing left it is not asked again: refusing costs no writes.
    const usedUp = lacking.find((name) => balances.get(name)?.left === 0);
    if (usedUp !== undefined) return usedUp;
    if (lacking.length > 0) {
      await lease(amounts);
      return spend(amounts);
    }
    for (const [name, amount] of Object.entries(amounts)) {
      const balance = balances.get(name);
      if (balance !== undefined) balance.mine -= amount;
    }
    return undefined;
  };
  return { window, spend };
};
