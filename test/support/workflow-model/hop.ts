/** One move of a workflow on the local engine: from a task and what became of it, or from a wait, to the next of them, or to the end. The engine's own checkpoint makes a task's state restorable. */
import type { Scheduler } from '#lib/local/scheduler.ts';
import { Activity, Cancellation } from '#lib/local/workflow/activity.ts';
import { type Json, parseMachine, type TaskRequest, Tokens } from '#lib/local/workflow/engine.ts';
import { WorkflowFailure } from '#lib/local/workflow/failure.ts';
import { History } from '#lib/local/workflow/history.ts';
import type { TaskOutcome } from '#lib/local/workflow/task-runner.ts';
import type { ExecutionPart, Scope } from '#lib/local/workflow/visit.ts';
import { runBranch } from '#lib/local/workflow/walk.ts';

/** A task an execution has come to. */
export interface Standing {
  readonly state: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly functionName: string;
  /** Its task token is `hereToken`. */
  readonly payload: Json;
  readonly waits: boolean;
  readonly timeoutSeconds: number | undefined;
}

/** A Wait state an execution has come to. */
export interface Resting {
  readonly state: string;
  readonly input: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly seconds: number;
}

export type Place =
  | ({ readonly kind: 'task' } & Standing)
  | ({ readonly kind: 'wait' } & Resting)
  | { readonly kind: 'over'; readonly status: 'SUCCEEDED' | 'FAILED'; readonly error?: string };

/** What became of a task: what its function returned or its token was given, or that its time was up. A wait just ends. */
type Ending = TaskOutcome | 'timeout';

export type Hop = (name: string, from: Standing | Resting | Json, ending?: Ending) => Promise<Place>;

interface Entry {
  readonly label: string;
  readonly delay: number;
  readonly run: () => Promise<void> | void;
}

type From = Parameters<Hop>[1];
const isStanding = (from: From): from is Standing | Resting => typeof from === 'object' && from !== null && 'state' in from;
const isResting = (from: From): from is Resting => isStanding(from) && 'seconds' in from;

const inert = (entries: Entry[]): Scheduler => {
  const add = (label: string, run: Entry['run'], delay: number) => {
    const entry = { label, run, delay };
    entries.push(entry);
    return {
      cancel: () => {
        if (entries.includes(entry)) entries.splice(entries.indexOf(entry), 1);
      },
    };
  };
  return {
    now: () => 0,
    at: (_at, label, run) => add(label, run, 0),
    after: (delay, label, run) => add(label, run, delay),
    busy: (_label, work) => work,
    random: () => () => 0.5,
  };
};

/** The token of every task, before the explorer gives it one of its own. */
export const hereToken = (name: string): string => Tokens.create(`execution:${name}`, 0);

const standingOf = (entered: NonNullable<Scope['checkpoint']['entered']>, request: TaskRequest): Standing => {
  const { FunctionName, Payload } = request.arguments as { readonly FunctionName: string; readonly Payload: Json };
  const waits = request.resource.kind === 'integration' && request.resource.pattern === 'waitForTaskToken';
  const { name: state, input, variables } = entered;
  return { state, input, variables, functionName: FunctionName, payload: Payload, waits, timeoutSeconds: request.timeoutSeconds };
};

/** Runs a definition whose placeholders stand for functions of that name. Equal moves are computed once. */
export const hopper = (definition: string): Hop => {
  const machine = parseMachine(definition.replaceAll(/\$\{(\w+)\}/g, '$1'));
  const known = new Map<string, Promise<Place>>();

  const move = async (name: string, from: From, ending?: Ending): Promise<Place> => {
    const entries: Entry[] = [];
    const activity = new Activity();
    const history = new History(() => 0);
    let next: TaskRequest | undefined;
    const tokens = new Tokens();
    const part: ExecutionPart = {
      ...{ arn: `execution:${name}`, machineArn: 'machine', roleArn: 'role', region: 'us-east-1', redriveCount: 0 },
      ...{
        scheduler: inert(entries),
        tokens,
        activity,
        history,
        runBranch,
        random: () => 0.5,
        isRunning: () => true,
        nextTokenOrdinal: () => 0,
      },
      context: { Execution: { Id: `execution:${name}`, Input: {}, Name: name }, StateMachine: { Id: 'machine', Name: 'machine' } },
      runner: {
        refusal: () => undefined,
        start: async (request) => {
          next = request;
          return ending === undefined || ending === 'timeout' || given ? { kind: 'running' } : { kind: 'ended', outcome: ending };
        },
      },
    };
    let given = false;
    const entered = isStanding(from)
      ? { name: from.state, input: from.input, variables: from.variables, enteredTime: '', enteredEventId: 0 }
      : undefined;
    const scope: Scope = {
      ...{ execution: part, variables: {}, position: { previousEventId: 0 }, cancellation: new Cancellation(), mapIndexes: [] },
      checkpoint: entered === undefined ? {} : { entered },
    };
    let over: Place | undefined;
    activity.spawn(async () => {
      try {
        await runBranch(machine, scope, isStanding(from) ? from.input : from);
        over = { kind: 'over', status: 'SUCCEEDED' };
      } catch (problem) {
        over = { kind: 'over', status: 'FAILED', error: problem instanceof WorkflowFailure ? String(problem.error) : String(problem) };
      }
    });
    const run = async (label: string): Promise<void> => {
      await entries.find((entry) => entry.label === label)?.run();
      await activity.idle();
    };
    await activity.idle();
    if (isStanding(from)) {
      if (isResting(from)) await run(`wait ${from.state}`);
      else if (ending === 'timeout') await run(`timeout ${from.state}`);
      else if (from.waits && ending !== undefined) {
        const waiting = tokens.find(hereToken(name));
        if (waiting === undefined || waiting === 'closed') throw new Error(`${from.state} has no token`);
        waiting.complete(ending);
        await run(`task token ${from.state}`);
      } else await run(`task ${from.state}`);
    }
    given = true;
    if (over !== undefined) return over;
    const at = scope.checkpoint.entered;
    if (at === undefined) throw new Error('nowhere');
    const wait = entries.find(({ label }) => label === `wait ${at.name}`);
    if (wait !== undefined) return { kind: 'wait', state: at.name, input: at.input, variables: at.variables, seconds: wait.delay / 1000 };
    await run(`task ${at.name}`);
    if (next === undefined) throw new Error(`${at.name} is no task`);
    return { kind: 'task', ...standingOf(at, next) };
  };

  return (name, from, ending) => {
    const { payload: _, ...place } = isStanding(from) ? { payload: null, ...from } : { payload: null, input: from };
    const key = JSON.stringify([name, place, ending]);
    const found = known.get(key) ?? move(name, from, ending);
    known.set(key, found);
    return found;
  };
};
