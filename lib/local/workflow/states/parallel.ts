/** Parallel: every branch gets the same input; the result is the list of their outputs. */
import { stateData } from '../languages.ts';
import type { Exit, Visit } from '../visit.ts';
import { runBranches } from './branches.ts';

export async function runParallel(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const data = stateData(state);
  const input = await data.input(visit);
  const given = await data.arguments(visit, input);
  if (!scope.checkpoint.parts) scope.execution.history.add(scope.position, 'ParallelStateStarted');
  const starts = state.branches.map((branch) => ({ branch, input: given }));
  // Executions recorded on AWS go from the last branch straight to ParallelStateExited, without ParallelStateSucceeded.
  const outputs = await runBranches(scope, starts, Number.POSITIVE_INFINITY);
  return data.exit(visit, input, outputs);
}
