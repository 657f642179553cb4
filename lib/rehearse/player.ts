/** Whoever plays runs, one at a time. */
import type { Order, Performance } from './run.ts';

export interface Player {
  /** Plays it to its end. */
  perform(order: Order): Promise<Performance>;
  /** The next run begins in a new cloud. */
  close(): Promise<void>;
}
