/** Runs several branches beside each other; the first failure stops the rest. */
import { Cancellation, Cancelled } from '../activity.ts';
import type { Branch } from '../definition.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Scope } from '../visit.ts';

export interface BranchStart {
  readonly branch: Branch;
  readonly input: Json;
  readonly mapItem?: JsonObject;
  readonly mapIndex?: number;
}

export interface BranchHooks {
  started?(index: number, scope: Scope): void;
  succeeded?(index: number, scope: Scope): void;
  /** Returns true when this failure is tolerated; the branch's output is then null. */
  failed?(index: number, scope: Scope, failure: unknown): boolean;
}

/** Outputs in the order of the starts. At most `concurrency` at a time. Rejects with the first failure. */
export async function runBranches(
  scope: Scope,
  starts: readonly BranchStart[],
  concurrency: number,
  hooks: BranchHooks = {},
): Promise<readonly Json[]> {
  const { activity } = scope.execution;
  const outputs: Json[] = starts.map(() => null);
  const cancellation = new Cancellation();
  let next = 0;
  let open = 0;
  let failure: unknown;

  if (starts.length > 0) {
    const forget = scope.cancellation.onCancel(() => cancellation.cancel());
    await activity
      .park<void>(scope.cancellation, (resume) => {
        const launch = () => {
          while (failure === undefined && next < starts.length && open < concurrency) begin(next++);
          if (open === 0 && (failure !== undefined || next >= starts.length)) resume();
        };
        const begin = (index: number) => {
          const start = starts[index];
          if (!start) return;
          open += 1;
          const inner: Scope = {
            ...scope,
            cancellation,
            position: { ...scope.position },
            ...(start.mapItem === undefined ? {} : { mapItem: start.mapItem }),
            parallel: start.mapIndex === undefined,
            mapIndexes: start.mapIndex === undefined ? scope.mapIndexes : [...scope.mapIndexes, start.mapIndex],
          };
          hooks.started?.(index, inner);
          activity.spawn(async () => {
            try {
              outputs[index] = await scope.execution.runBranch(start.branch, inner, start.input);
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
