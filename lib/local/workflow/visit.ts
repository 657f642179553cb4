/** One visit to a state: what its type's code works with. */
import type { Scheduler } from '../scheduler.ts';
import type { Activity, Cancellation } from './activity.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Branch, Catcher, State } from './definition.ts';
import type { WorkflowFailure } from './failure.ts';
import type { History, HistoryPosition } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Tokens } from './tokens.ts';

/** What a running execution lends to its states. */
export interface ExecutionPart {
  readonly arn: string;
  readonly machineArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly scheduler: Scheduler;
  readonly runner: TaskRunner;
  readonly tokens: Tokens;
  readonly activity: Activity;
  readonly history: History;
  /** Seeded chance for this execution: jitter, $random, $uuid. */
  random(): number;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly redriveCount: number;
  nextTokenOrdinal(): number;
  isRunning(): boolean;
  /** Runs a graph of states from its start; throws WorkflowFailure. */
  runBranch(branch: Branch, scope: Scope, input: Json): Promise<Json>;
}

/** Where a branch stands: its variables, its place in the history, what cancels it. Map iterations and Parallel branches have their own. */
export interface Scope {
  readonly execution: ExecutionPart;
  variables: Readonly<Record<string, Json>>;
  readonly position: HistoryPosition;
  /** Kept up to date as the branch goes on. */
  readonly checkpoint: Checkpoint;
  readonly cancellation: Cancellation;
  readonly mapItem?: JsonObject;
  /** A branch of a Parallel state. */
  readonly parallel?: boolean;
  readonly mapIndexes: readonly number[];
}

export interface Visit {
  readonly scope: Scope;
  readonly state: State;
  /** The state's input as it arrived. */
  readonly input: Json;
  /** ISO 8601. */
  readonly enteredTime: string;
  readonly enteredEventId: number;
  retryCount: number;
  token?: string;
}

/** How a state ends: `assigned` are the variables it sets. Without `next` the state's own Next applies. */
export interface Exit {
  readonly output: Json;
  readonly assigned?: Readonly<Record<string, Json>>;
  readonly next?: string;
}

/** What differs between the two query languages. */
export interface StateData {
  /** JSONPath: after InputPath. JSONata: as it arrived. */
  input(visit: Visit): Promise<Json>;
  /** Arguments or Parameters; the input when the state has none. */
  arguments(visit: Visit, input: Json): Promise<Json>;
  /** Output and Assign after work that gave a result. */
  exit(visit: Visit, input: Json, result: Json): Promise<Exit>;
  /** Output and Assign of a state that passes its input on; of a Choice rule when `fields` is given. */
  pass(visit: Visit, input: Json, fields?: JsonObject): Promise<Exit>;
  caught(visit: Visit, input: Json, catcher: Catcher, failure: WorkflowFailure): Promise<Exit>;
  /** `Seconds`-like fields: literal, JSONata, or the `…Path` twin. Undefined when the state has neither. */
  number(visit: Visit, input: Json, name: string): Promise<number | undefined>;
  /** Error, Cause, Timestamp. */
  text(visit: Visit, input: Json, name: string): Promise<string | undefined>;
  choose(visit: Visit, input: Json, rule: JsonObject, at: string): Promise<boolean>;
  /** A Map's items. */
  items(visit: Visit, input: Json): Promise<readonly Json[]>;
  /** A Map iteration's input. */
  itemInput(visit: Visit, input: Json, item: JsonObject): Promise<Json>;
}

/** Parks the branch for a time. */
export function sleep(scope: Scope, ms: number, label: string): Promise<void> {
  const { scheduler, activity } = scope.execution;
  return activity.park<void>(scope.cancellation, (resume) => {
    const timer = scheduler.after(ms, label, () => {
      resume();
      return activity.idle();
    });
    return () => timer.cancel();
  });
}

/** The context object, as `$states.context` and `$$`. RetryCount is there for states that can retry, Task.Token for tasks that wait for it. */
export function contextObject(visit: Visit): JsonObject {
  const { state, scope } = visit;
  const retries = state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel';
  return {
    ...scope.execution.context,
    State: { Name: state.name, EnteredTime: visit.enteredTime, ...(retries ? { RetryCount: visit.retryCount } : {}) },
    ...(visit.token === undefined ? {} : { Task: { Token: visit.token } }),
    ...(scope.mapItem === undefined ? {} : { Map: { Item: scope.mapItem } }),
  };
}
