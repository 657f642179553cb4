/** Map: one iteration of its processor for each item, inline or as a map run. */
import type { BranchStart } from '../checkpoint.ts';
import type { Branch } from '../definition.ts';
import { QueryFailure, WorkflowFailure } from '../failure.ts';
import { History } from '../history.ts';
import type { Json, JsonObject } from '../json.ts';
import { stateData } from '../languages.ts';
import type { Exit, Scope, Visit } from '../visit.ts';
import { runBranches } from './branches.ts';

/** Inline maps run at most 40 iterations at once, distributed ones 10,000, whatever MaxConcurrency says (Developer Guide, "Map state"). [D] */
const INLINE_CONCURRENCY = 40;
const DISTRIBUTED_CONCURRENCY = 10_000;

export async function runMap(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const { processor } = state;
  if (!processor) throw new WorkflowFailure('States.Runtime', `The state '${state.name}' has no ItemProcessor`);
  const { history } = scope.execution;
  const data = stateData(state);
  const input = await data.input(visit);
  const wanted = (await data.number(visit, input, 'MaxConcurrency')) ?? 0;
  const { parts } = scope.checkpoint;
  const starts = parts ? parts.map(({ start }) => start) : await startsOf(visit, input, processor);
  const tolerance = await tolerated(visit, input, starts.length);
  const most = processor.distributed ? DISTRIBUTED_CONCURRENCY : INLINE_CONCURRENCY;
  const concurrency = wanted > 0 ? Math.min(wanted, most) : most;
  const outputs = processor.distributed
    ? await runDistributed(visit, starts, concurrency, tolerance)
    : await runBranches(scope, starts, concurrency, {
        started: (index, inner) => void history.add(inner.position, 'MapIterationStarted', { name: state.name, index }),
        succeeded: (index, inner) => void history.add(inner.position, 'MapIterationSucceeded', { name: state.name, index }),
        failed: (index, inner) => {
          history.add(inner.position, 'MapIterationFailed', { name: state.name, index });
          return false;
        },
      });
  history.add(scope.position, 'MapStateSucceeded');
  return data.exit(visit, input, outputs);
}

async function startsOf(visit: Visit, input: Json, branch: Branch): Promise<readonly BranchStart[]> {
  const data = stateData(visit.state);
  const items = await data.items(visit, input);
  visit.scope.execution.history.add(visit.scope.position, 'MapStateStarted', { length: items.length });
  const starts: BranchStart[] = [];
  for (const [index, value] of items.entries()) {
    const mapItem: JsonObject = { Index: index, Value: value };
    starts.push({ branch, input: await data.itemInput(visit, input, mapItem), mapItem, mapIndex: index });
  }
  return starts;
}

/** How many items may fail. Texts recorded on AWS. */
async function tolerated(visit: Visit, input: Json, items: number): Promise<number> {
  const data = stateData(visit.state);
  const count = await data.number(visit, input, 'ToleratedFailureCount');
  const percentage = await data.number(visit, input, 'ToleratedFailurePercentage');
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw new QueryFailure('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.');
  return Math.max(count ?? 0, ((percentage ?? 0) / 100) * items);
}

/** A map run: its iterations are executions of their own, whose events are not in this history. */
async function runDistributed(
  visit: Visit,
  starts: readonly BranchStart[],
  concurrency: number,
  tolerance: number,
): Promise<readonly Json[]> {
  const { scope, state } = visit;
  const { history } = scope.execution;
  const mapRunArn = `${scope.execution.machineArn.replace(':stateMachine:', ':mapRun:')}/${state.name}:${visit.enteredEventId}`;
  const { redriveCount } = scope.execution;
  if (scope.checkpoint.parts) history.add(scope.position, 'MapRunRedriven', { mapRunArn, redriveCount });
  else history.add(scope.position, 'MapRunStarted', { mapRunArn });
  const inner: Scope = { ...scope, variables: {}, position: { previousEventId: 0 }, execution: detached(scope) };
  let failures = 0;
  try {
    const outputs = await runBranches(inner, starts, concurrency, {
      failed: () => {
        failures += 1;
        return failures <= tolerance;
      },
    });
    history.add(scope.position, 'MapRunSucceeded');
    return outputs;
  } catch (problem) {
    if (!(problem instanceof WorkflowFailure)) throw problem;
    const cause = 'The specified tolerated failure threshold was exceeded';
    history.add(scope.position, 'MapRunFailed', { error: 'States.ExceedToleratedFailureThreshold', cause });
    throw new WorkflowFailure('States.ExceedToleratedFailureThreshold', cause);
  }
}

/** The same execution with a history nobody reads. */
function detached(scope: Scope): Scope['execution'] {
  const { scheduler } = scope.execution;
  return { ...scope.execution, history: new History(() => scheduler.now()) };
}
