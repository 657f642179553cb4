/** How a runbook may end on a target, and what of it can be taken back. */

/** How a job ends that does not end well. */
export type BadEnd = 'failed' | 'never';

/** How a runbook and its taking back may end on a target. */
export interface Ways {
  /** Bad ends that its run may have; none where starting it is the whole of it. */
  readonly run: readonly BadEnd[];
  /** And its undo. */
  readonly undo: readonly BadEnd[];
  /** Ends of the run that nothing takes back. */
  readonly final: readonly ('succeeded' | BadEnd)[];
}

export const usualWays: Ways = { run: ['failed', 'never'], undo: ['failed', 'never'], final: [] };
