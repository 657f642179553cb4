/** Walks a graph of states: enters, retries, catches, leaves, and records it all. */
import { Cancelled } from './activity.ts';
import type { EnteredState } from './checkpoint.ts';
import type { Branch, State, StateType } from './definition.ts';
import { errorDetails } from './error-details.ts';
import { QueryFailure, WorkflowFailure } from './failure.ts';
import type { Json, JsonObject } from './json.ts';
import { stateData } from './languages.ts';
import { checkVariables, dataLimitExceeded, isTooLarge } from './limits.ts';
import { findCatcher, nextRetry, type RetryCounts } from './retry.ts';
import { runState } from './states/registry.ts';
import { type Exit, type Scope, sleep, type Visit } from './visit.ts';

/** State types with a …StateAborted event. Source: the model of client-sfn (HistoryEventType). */
const ABORTABLE: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Wait', 'Parallel', 'Map']);

/** Runs a graph of states from its start, or goes on in the state its checkpoint names; throws WorkflowFailure. */
export async function runBranch(branch: Branch, scope: Scope, input: Json): Promise<Json> {
  let resumed = scope.checkpoint.entered;
  let name: string | undefined = resumed?.name ?? branch.startAt;
  let value = resumed?.input ?? input;
  if (resumed) scope.variables = resumed.variables;
  while (name !== undefined) {
    const state = branch.states.get(name);
    if (!state) throw new WorkflowFailure('States.Runtime', `There is no state '${name}'`);
    const exit = await visit(state, scope, value, resumed);
    resumed = undefined;
    value = exit.output;
    name = exit.next ?? state.next;
  }
  return value;
}

async function visit(state: State, scope: Scope, input: Json, resumed?: EnteredState): Promise<Exit> {
  try {
    return await enter(state, scope, input, resumed);
  } catch (problem) {
    // A failed Parallel branch aborts the states it was in, the failing one included (recorded on AWS).
    const stopped = problem instanceof Cancelled ? scope.execution.isRunning() : scope.parallel === true;
    if (stopped && ABORTABLE.has(state.type)) scope.execution.history.add(scope.position, `${state.type}StateAborted`);
    throw problem;
  }
}

async function enter(state: State, scope: Scope, input: Json, resumed?: EnteredState): Promise<Exit> {
  const { history } = scope.execution;
  // A redrive goes on in the state without entering it again, but for Fail: "Reenters the Fail state and fails again" [D]; the events [U].
  const entered = resumed && state.type !== 'Fail' ? resumed : recordEntered(state, scope, input);
  const { enteredTime, enteredEventId } = entered;
  const exit = await attempts({ scope, state, input, enteredTime, enteredEventId, retryCount: 0 }, entered === resumed);
  // "If the state failed because of a States.DataLimitExceeded error, the … state is rerun, including the branches that were successful" [D].
  delete scope.checkpoint.parts;
  if (isTooLarge(exit.output)) throw dataLimitExceeded(state.name);
  if (exit.assigned) scope.variables = checkVariables(state.name, exit.assigned, scope.variables);
  if (state.type !== 'Fail') history.add(scope.position, `${state.type}StateExited`, exitDetails(state.name, exit));
  return exit;
}

function recordEntered(state: State, scope: Scope, input: Json): EnteredState {
  const enteredEventId = scope.execution.history.add(scope.position, `${state.type}StateEntered`, {
    ...{ name: state.name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  });
  const enteredTime = new Date(scope.execution.scheduler.now()).toISOString();
  const entered = { name: state.name, input, variables: scope.variables, enteredTime, enteredEventId };
  scope.checkpoint.entered = entered;
  return entered;
}

/** Runs the state until it succeeds, is caught, or fails for good. What its branches have done counts only when it is resumed. */
async function attempts(visit: Visit, resumed: boolean): Promise<Exit> {
  const { state, scope } = visit;
  const counts: RetryCounts = new Map();
  if (!resumed) delete scope.checkpoint.parts;
  for (;;) {
    try {
      return await named(visit, () => runState(visit));
    } catch (problem) {
      if (!(problem instanceof WorkflowFailure)) throw problem;
      const delayMs = nextRetry(state.retry, counts, problem, () => scope.execution.random());
      if (delayMs !== undefined) {
        await sleep(scope, delayMs, `retry ${state.name}`);
        visit.retryCount += 1;
        delete scope.checkpoint.parts;
        continue;
      }
      if (state.type === 'Map' || state.type === 'Parallel') recordStateFailed(visit, problem);
      if (problem.error === 'States.DataLimitExceeded') delete scope.checkpoint.parts;
      const catcher = findCatcher(state.catch, problem);
      if (!catcher) throw problem;
      const exit = await named(visit, async () => {
        const data = stateData(state);
        return data.caught(visit, visit.input, catcher, problem);
      });
      return { ...exit, next: catcher.next };
    }
  }
}

/** A Map or Parallel that failed for good says so, unless it never got to work (JSONPath) on account of its own fields. */
function recordStateFailed(visit: Visit, failure: WorkflowFailure): void {
  if (failure.error === 'States.Runtime') return;
  visit.scope.execution.history.add(visit.scope.position, `${visit.state.type}StateFailed`, errorDetails(failure.error, failure.causeText));
}

/** Puts the state's name around what its queries complain of. */
async function named<Result>(visit: Visit, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (problem) {
    if (!(problem instanceof QueryFailure)) throw problem;
    const { state, enteredEventId, scope } = visit;
    const cause = `An error occurred while executing the state '${state.name}' (entered at the event id #${enteredEventId}). ${problem.message}`;
    if (problem.error === 'States.QueryEvaluationError')
      scope.execution.history.add(scope.position, 'EvaluationFailed', {
        ...{ error: problem.error, cause, state: state.name },
        ...(problem.location === undefined ? {} : { location: problem.location }),
      });
    throw new WorkflowFailure(problem.error, cause);
  }
}

function exitDetails(name: string, exit: Exit): JsonObject {
  const assigned = exit.assigned && Object.entries(exit.assigned).map(([key, value]): [string, string] => [key, JSON.stringify(value)]);
  return {
    ...{ name, output: JSON.stringify(exit.output), outputDetails: { truncated: false } },
    ...(assigned ? { assignedVariables: Object.fromEntries(assigned), assignedVariablesDetails: { truncated: false } } : {}),
  };
}
