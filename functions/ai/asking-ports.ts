/** What asking models needs of the outside world, whatever is asked. */
import type { BudgetStore, Clock, Log } from '#kernel/ports.ts';
import type { RecordCall } from './call-record.ts';

export interface AskingPorts {
  readonly budget: BudgetStore;
  readonly clock: Clock;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
  readonly log: Pick<Log, 'warn'>;
  readonly record: RecordCall;
}
