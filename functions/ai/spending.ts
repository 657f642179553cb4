/** Keeps all workers together within the day's budget: the most a call can cost is taken before it, and the rest is given back after it. */
import type { BudgetStore, Clock, Log, Spending } from '#kernel/ports.ts';

export interface DailyBudget {
  readonly dollarsPerDay: number;
  readonly tokensPerDay: number;
}

/** A call's share of the day. */
export interface Reservation {
  /** What the call took in truth; whatever happens, it resolves. Without it the whole share counts as taken. */
  settle(used: Spending): Promise<void>;
}

/** `exhausted`: the day has not enough left. `unavailable`: nobody can tell, so nothing is spent. */
type Refusal = 'exhausted' | 'unavailable';

type Reserved = Reservation | Refusal;

export interface SpendingPorts {
  readonly store: BudgetStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Told once a day and worker. */
  readonly exhausted: () => void;
}

/** How long the store is not asked again: after it had too little left, and after it did not answer. Milliseconds. */
const pauseMs = 60_000;

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
const nothing: Spending = { tokens: 0, microdollars: 0 };
const minus = (a: Spending, b: Spending): Spending => ({ tokens: a.tokens - b.tokens, microdollars: a.microdollars - b.microdollars });

export interface SharedBudget {
  reserve(worst: Spending): Promise<Reserved>;
  /** What `reserve` would say now without asking the store; undefined where it would ask. */
  refusal(): Refusal | undefined;
}

/** Reserves from one store; concurrent workers see each other's reservations, so that no sum of them passes the budget. */
export const spendingOf = (budget: DailyBudget, { store, clock, log, exhausted }: SpendingPorts): SharedBudget => {
  const most: Spending = { tokens: budget.tokensPerDay, microdollars: Math.floor(budget.dollarsPerDay * 1_000_000) };
  let refused: { readonly day: string; readonly until: number; readonly answer: Refusal } | undefined;
  let saidOn = '';

  const giveBack = async (day: string, amount: Spending): Promise<void> => {
    if (amount.tokens === 0 && amount.microdollars === 0) return;
    try {
      await store.spend(day, minus(nothing, amount));
    } catch {
      // The day has that much less: the careful side.
    }
  };

  const refuse = (day: string, answer: Refusal): Refusal => {
    refused = { day, until: clock.now() + pauseMs, answer };
    if (answer === 'exhausted' && saidOn !== day) {
      saidOn = day;
      log.warn('the budget for providers is exhausted; the local model answers', { day, ...budget });
      exhausted();
    }
    return answer;
  };

  const refusal = (): Refusal | undefined =>
    refused?.day === dayOf(clock.now()) && clock.now() < refused.until ? refused.answer : undefined;

  return {
    refusal,
    reserve: async (worst) => {
      const day = dayOf(clock.now());
      const still = refusal();
      if (still !== undefined) return still;
      let sums: Spending;
      try {
        sums = await store.spend(day, worst);
      } catch {
        return refuse(day, 'unavailable');
      }
      if (sums.tokens > most.tokens || sums.microdollars > most.microdollars) {
        await giveBack(day, worst);
        return refuse(day, 'exhausted');
      }
      let isSettled = false;
      return {
        settle: async (used) => {
          if (isSettled) return;
          isSettled = true;
          await giveBack(day, minus(worst, used));
        },
      };
    },
  };
};
