/** What was said to whom since the incident opened, as far as it can still matter. */
import type { EscalationLevel } from '#kernel/incident.ts';

export interface Ledger {
  /** Everybody who was told since the incident was opened, or opened again. */
  readonly told: readonly string[];
  /** The highest level that was told since then. */
  readonly reached: EscalationLevel | undefined;
  /** What was said in this round: `new`, `escalated`, `critical`, `reminder 1`. A stale acknowledgement begins another round. */
  readonly pages: readonly string[];
  /** When the waiting time of the level reached began: when it was told last. Undefined while nobody waits for an answer in this round. */
  readonly clock: number | undefined;
  readonly unanswered: boolean;
  readonly farewell: boolean;
  /** The growth people were told of, or that was held back with a reason. */
  readonly growth: string;
  /** Messages that were sent: notify sends each but once. */
  readonly sent: readonly string[];
}

export const blankLedger: Ledger = {
  told: [],
  reached: undefined,
  pages: [],
  clock: undefined,
  unanswered: false,
  farewell: false,
  growth: '',
  sent: [],
};
