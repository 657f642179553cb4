/** Walks a graph of states: enters, retries, catches, leaves, and records it all. */
import { Cancelled } from './activity.ts';
import type { Branch, State, StateType } from './definition.ts';
import { errorDetails } from './error-details.ts';
import { QueryFailure, WorkflowFailure } from './failure.ts';
import { HISTORY_LIMIT } from './history.ts';
import { byteLength, type Json, type JsonObject, PAYLOAD_LIMIT_BYTES } from './json.ts';
import { stateData } from './languages.ts';
import { findCatcher, nextRetry, type RetryCounts } from './retry.ts';
import { runState } from './states/registry.ts';
import { type Exit, type Scope, sleep, type Visit } from './visit.ts';

/** State types with a …StateAborted event. Source: the model of client-sfn (HistoryEventType). */
const ABORTABLE: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Wait', 'Parallel', 'Map']);

/** Runs a graph of states from its start; throws WorkflowFailure. */
export async function runBranch(branch: Branch, scope: Scope, input: Json): Promise<Json> {
  let name: string | undefined = branch.startAt;
  let value = input;
  while (name !== undefined) {
    const state = branch.states.get(name);
    if (!state) throw new WorkflowFailure('States.Runtime', `There is no state '${name}'`);
    const exit = await visit(state, scope, value);
    value = exit.output;
    name = exit.next ?? state.next;
  }
  return value;
}

async function visit(state: State, scope: Scope, input: Json): Promise<Exit> {
  try {
    return await enter(state, scope, input);
  } catch (problem) {
    // A failed Parallel branch aborts the states it was in, the failing one included (recorded on AWS).
    const stopped = problem instanceof Cancelled ? scope.execution.isRunning() : scope.parallel === true;
    if (stopped && ABORTABLE.has(state.type)) scope.execution.history.add(scope.position, `${state.type}StateAborted`);
    throw problem;
  }
}

async function enter(state: State, scope: Scope, input: Json): Promise<Exit> {
  const { history } = scope.execution;
  if (history.events.length >= HISTORY_LIMIT)
    throw new WorkflowFailure('States.Runtime', 'The execution reached the maximum number of history events (25000).');
  const enteredEventId = history.add(scope.position, `${state.type}StateEntered`, {
    ...{ name: state.name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  });
  const enteredTime = new Date(scope.execution.scheduler.now()).toISOString();
  const visit: Visit = { scope, state, input, enteredTime, enteredEventId, retryCount: 0 };
  const exit = await attempts(visit);
  if (byteLength(exit.output) > PAYLOAD_LIMIT_BYTES)
    throw new WorkflowFailure(
      'States.DataLimitExceeded',
      `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  if (exit.assigned) scope.variables = { ...scope.variables, ...exit.assigned };
  if (state.type !== 'Fail') history.add(scope.position, `${state.type}StateExited`, exitDetails(state.name, exit));
  return exit;
}

/** Runs the state until it succeeds, is caught, or fails for good. */
async function attempts(visit: Visit): Promise<Exit> {
  const { state, scope } = visit;
  const counts: RetryCounts = new Map();
  for (;;) {
    try {
      return await named(visit, () => runState(visit));
    } catch (problem) {
      if (!(problem instanceof WorkflowFailure)) throw problem;
      const delayMs = nextRetry(state.retry, counts, problem, () => scope.execution.random());
      if (delayMs !== undefined) {
        await sleep(scope, delayMs, `retry ${state.name}`);
        visit.retryCount += 1;
        continue;
      }
      if (state.type === 'Map' || state.type === 'Parallel') recordStateFailed(visit, problem);
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
