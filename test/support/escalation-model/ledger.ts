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
  /**
   * Whether somebody was told before it was opened again who has not heard that it is over. `perhaps`: a message that had long
   * been decided on arrived when it was over again, before or after the farewell was decided on.
   */
  readonly owed: 'no' | 'yes' | 'perhaps';
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
  owed: 'no',
  growth: '',
  sent: [],
};
