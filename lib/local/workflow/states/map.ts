/** Map: one iteration of its processor for each item, inline or as a map run. */
import { QueryFailure, WorkflowFailure } from '../failure.ts';
import { History } from '../history.ts';
import type { Json, JsonObject } from '../json.ts';
import { stateData } from '../languages.ts';
import type { Exit, Scope, Visit } from '../visit.ts';
import { runBranches } from './branches.ts';

/** Inline maps run at most 40 iterations at once, whatever MaxConcurrency says (AWS Step Functions Developer Guide, "Map state"). [D] */
const INLINE_CONCURRENCY = 40;

export async function runMap(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const { processor } = state;
  if (!processor) throw new WorkflowFailure('States.Runtime', `The state '${state.name}' has no ItemProcessor`);
  const { history } = scope.execution;
  const data = stateData(state);
  const input = await data.input(visit);
  const items = await data.items(visit, input);
  const wanted = (await data.number(visit, input, 'MaxConcurrency')) ?? 0;
  history.add(scope.position, 'MapStateStarted', { length: items.length });
  const tolerance = await tolerated(visit, input, items.length);
  const inputs: Json[] = [];
  const mapItems = items.map((value, index): JsonObject => ({ Index: index, Value: value }));
  for (const item of mapItems) inputs.push(await data.itemInput(visit, input, item));
  const starts = mapItems.map((mapItem, index) => ({ branch: processor, input: inputs[index] ?? null, mapItem, mapIndex: index }));
  const concurrency = wanted > 0 ? wanted : processor.distributed ? Number.POSITIVE_INFINITY : INLINE_CONCURRENCY;
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
  starts: Parameters<typeof runBranches>[1],
  concurrency: number,
  tolerance: number,
): Promise<readonly Json[]> {
  const { scope, state } = visit;
  const { history } = scope.execution;
  const mapRunArn = `${scope.execution.machineArn.replace(':stateMachine:', ':mapRun:')}/${state.name}:${visit.enteredEventId}`;
  history.add(scope.position, 'MapRunStarted', { mapRunArn });
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
