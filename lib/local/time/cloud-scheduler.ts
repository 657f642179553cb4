/** What the local cloud itself asks of its scheduler, beyond what its services see. */
import type { Scheduler } from '../scheduler.ts';

export interface CloudScheduler extends Scheduler {
  /** Counts an activity from now until the result is called. */
  begin(label: string): () => void;
  /** It is at least this time now. */
  catchUp(timeMs: number): void;
  /** Runs every event due up to `timeMs`; then it is that time. */
  advanceTo(timeMs: number): Promise<void>;
  /**
   * Runs events until only waiting is left: timers of workflow waits and time-outs (`isWaiting` decides by the label).
   * Time moves as far as the last event that ran.
   */
  settle(): Promise<void>;
  /** Runs events, at the present time only, until `done` holds. */
  runUntil(done: () => boolean): Promise<void>;
  /** Drops every event; nothing runs any more. */
  close(): void;
}

/** Labels of timers that no one needs to sit out: `wait …`, `timeout …`, `heartbeat …`, `execution timeout …`, `retention …`. */
export const isWaiting = (label: string): boolean => /^(wait|timeout|heartbeat|retention|execution timeout)\b/.test(label);
