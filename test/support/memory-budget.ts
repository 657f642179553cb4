/** The budget of providers in memory. */
import type { BudgetStore, Spending } from '#kernel/ports.ts';

export interface MemoryBudget extends BudgetStore {
  /** What a day's sums are. */
  sums(day: string): Spending;
  /** The most that a day's sums ever were. */
  readonly calls: { count: number };
  /** Answers nothing from now on, or answers again. */
  isDown: boolean;
}

export const memoryBudget = (): MemoryBudget => {
  const days = new Map<string, Spending>();
  const none: Spending = { tokens: 0, microdollars: 0 };
  const store: MemoryBudget = {
    isDown: false,
    calls: { count: 0 },
    sums: (day) => days.get(day) ?? none,
    spend: async (day, { tokens, microdollars }) => {
      store.calls.count += 1;
      if (store.isDown) throw new Error('the table is away');
      const before = days.get(day) ?? none;
      const after = { tokens: before.tokens + tokens, microdollars: before.microdollars + microdollars };
      days.set(day, after);
      // Others have their turn between the addition and its answer.
      await Promise.resolve();
      return after;
    },
  };
  return store;
};
