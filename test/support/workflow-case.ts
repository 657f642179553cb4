/** Runs one recorded workflow case: its task outcomes are scripted, its time is virtual. */
import {
  Execution,
  InvalidDefinition,
  parseMachine,
  type TaskOutcome,
  type TaskRequest,
  type TaskRunner,
  type TaskStart,
  Tokens,
} from '#lib/local/workflow/engine.ts';
import type { HistoryEvent } from '#lib/local/workflow/history.ts';
import type { Json } from '#lib/local/workflow/json.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';

interface ScriptedOutcome {
  readonly result?: Json;
  readonly error?: string | null;
  readonly cause?: string;
  readonly hang?: boolean;
  readonly mapIndex?: number;
  readonly token?: boolean;
  readonly sync?: boolean;
  readonly call?: Json;
}

export interface WorkflowCase {
  readonly name: string;
  readonly kind: 'execution' | 'test-state' | 'validation';
  readonly definition: Json;
  readonly input: Json;
  readonly workflow?: 'EXPRESS';
  readonly tasks?: Readonly<Record<string, readonly ScriptedOutcome[]>>;
}

export interface CaseResult {
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Event types. */
  readonly events: readonly string[];
}

export interface CaseRun extends CaseResult {
  readonly history: readonly HistoryEvent[];
  readonly calls: readonly TaskRequest[];
  /** Of a definition that was refused. */
  readonly diagnostics: readonly object[];
}

const ACCOUNT = 'arn:aws:states:us-east-1:111111111111';

/** Outcomes of one case, in order of scheduling within a state and Map iteration. */
class ScriptedRunner implements TaskRunner {
  readonly calls: TaskRequest[] = [];
  readonly #left: Map<string, ScriptedOutcome[]>;
  readonly #tokens: Tokens;

  constructor(tasks: WorkflowCase['tasks'], tokens: Tokens) {
    this.#left = new Map(Object.entries(tasks ?? {}).map(([state, outcomes]) => [state, [...outcomes]]));
    this.#tokens = tokens;
  }

  refusal(): undefined {
    return undefined;
  }

  async start(task: TaskRequest): Promise<TaskStart> {
    this.calls.push(task);
    const left = this.#left.get(task.stateName) ?? [];
    const mapIndex = task.mapIndexes.at(-1);
    const own = left.findIndex((outcome) => outcome.mapIndex === undefined || outcome.mapIndex === mapIndex);
    const outcome = left.splice(Math.max(own, 0), 1)[0];
    const waits = task.resource.kind === 'integration' && task.resource.pattern !== 'request';
    if (!outcome || outcome.hang) return waits ? { kind: 'submitted', output: {} } : { kind: 'running' };
    const ending = ended(outcome);
    if (!(outcome.token || outcome.sync)) return { kind: 'ended', outcome: ending };
    const waiting = this.#tokens.find(task.token);
    if (waiting && waiting !== 'closed') waiting.complete(ending);
    return { kind: 'submitted', output: {} };
  }
}

const ended = (outcome: ScriptedOutcome): TaskOutcome =>
  'error' in outcome
    ? { ok: false, error: outcome.error ?? undefined, cause: outcome.cause }
    : { ok: true, output: outcome.result ?? null };

export async function runCaseFully(recorded: WorkflowCase): Promise<CaseRun> {
  const tokens = new Tokens();
  const runner = new ScriptedRunner(recorded.tasks, tokens);
  const none = { events: [], history: [], calls: runner.calls, diagnostics: [] };
  let machine: ReturnType<typeof parseMachine>;
  try {
    machine = parseMachine(JSON.stringify(recorded.definition), { type: recorded.workflow ?? 'STANDARD' });
  } catch (problem) {
    if (!(problem instanceof InvalidDefinition)) throw problem;
    return {
      status: 'INVALID',
      error: 'InvalidDefinition',
      cause: problem.message,
      ...none,
      diagnostics: problem.diagnostics.map((one) => ({ severity: 'ERROR', ...one })),
    };
  }
  if (recorded.kind === 'validation') return { status: 'VALID', ...none };
  const scheduler = new VirtualScheduler();
  const execution = new Execution({
    ...{ machine, machineName: 'machine', machineArn: `${ACCOUNT}:stateMachine:machine`, name: 'run', region: 'us-east-1' },
    type: recorded.workflow ?? 'STANDARD',
    ...{ arn: recorded.workflow === 'EXPRESS' ? `${ACCOUNT}:express:machine:run:1` : `${ACCOUNT}:execution:machine:run` },
    ...{ roleArn: 'arn:aws:iam::111111111111:role/machine' },
    ...{ input: recorded.input, scheduler, runner, tokens },
  });
  scheduler.after(0, 'start', () => execution.begin());
  await scheduler.run();
  return {
    status: execution.status,
    ...(execution.output === undefined ? {} : { output: execution.output }),
    ...(execution.error === undefined ? {} : { error: execution.error }),
    ...(execution.cause === undefined ? {} : { cause: execution.cause }),
    events: execution.history.events.map((event) => event.type),
    ...{ history: execution.history.events, calls: runner.calls, diagnostics: [] },
  };
}

export async function runCase(recorded: WorkflowCase): Promise<CaseResult> {
  const { history: _, calls: __, diagnostics: ___, ...result } = await runCaseFully(recorded);
  return result;
}
