/** Runs several branches beside each other; the first failure stops the rest. */
import { Cancellation, Cancelled } from '../activity.ts';
import { type BranchStart, partsOf } from '../checkpoint.ts';
import type { Json } from '../json.ts';
import type { Scope } from '../visit.ts';

export interface BranchHooks {
  started?(index: number, scope: Scope): void;
  succeeded?(index: number, scope: Scope): void;
  /** Returns true when this failure is tolerated; the branch's output is then null. */
  failed?(index: number, scope: Scope, failure: unknown): boolean;
}

/**
 * Outputs in the order of the starts. At most `concurrency` at a time. Rejects with the first failure. In a redriven state, branches
 * that have ended well are left alone and the others go on where they were.
 */
export async function runBranches(
  scope: Scope,
  starts: readonly BranchStart[],
  concurrency: number,
  hooks: BranchHooks = {},
): Promise<readonly Json[]> {
  const { activity } = scope.execution;
  const parts = scope.checkpoint.parts ?? partsOf(starts);
  scope.checkpoint.parts = parts;
  const outputs: Json[] = parts.map(({ output }) => output ?? null);
  const cancellation = new Cancellation();
  let next = 0;
  let open = 0;
  let failure: unknown;

  if (parts.length > 0) {
    const forget = scope.cancellation.onCancel(() => cancellation.cancel());
    await activity
      .park<void>(scope.cancellation, (resume) => {
        const launch = () => {
          while (failure === undefined && next < parts.length && open < concurrency) begin(next++);
          if (open === 0 && (failure !== undefined || next >= parts.length)) resume();
        };
        const begin = (index: number) => {
          const part = parts[index];
          if (!part || part.output !== undefined) return;
          const { start, checkpoint } = part;
          open += 1;
          const inner: Scope = {
            ...scope,
            ...{ cancellation, checkpoint, position: { ...scope.position } },
            ...(start.mapItem === undefined ? {} : { mapItem: start.mapItem }),
            parallel: start.mapIndex === undefined,
            mapIndexes: start.mapIndex === undefined ? scope.mapIndexes : [...scope.mapIndexes, start.mapIndex],
          };
          activity.spawn(async () => {
            try {
              if (!checkpoint.entered) hooks.started?.(index, inner);
              const output = await scope.execution.runBranch(start.branch, inner, start.input);
              outputs[index] = output;
              part.output = output;
              hooks.succeeded?.(index, inner);
            } catch (problem) {
              if (!(problem instanceof Cancelled) && failure === undefined && hooks.failed?.(index, inner, problem) !== true) {
                failure = problem;
                cancellation.cancel();
              }
            }
            open -= 1;
            scope.position.previousEventId = inner.position.previousEventId;
            launch();
          });
        };
        launch();
        return () => undefined;
      })
      .finally(forget);
  }
  if (failure !== undefined) throw failure;
  return outputs;
}
