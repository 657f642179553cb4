/** Stands in for an operator's function that keeps the contract of the lambda target: it remembers by key what it started, runs it for a while and ends it. */
import type { Scheduler } from '../scheduler.ts';
import type { InvokeResult } from '../service.ts';

interface RunbookRun {
  readonly key: string;
  readonly mode: string;
  readonly startedAt: number;
  readonly event: Readonly<Record<string, unknown>>;
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
}

/** How a run ends; `never`: it does not; `crash`: the function throws in its start; `timeout`: it takes too long. */
type RunEnd = 'succeeded' | 'failed' | 'never' | 'crash' | 'timeout';

export interface RunbookFunctionOptions {
  /** Seconds a run takes; 0: it has ended before the function answers. */
  readonly runSeconds?: number;
}

export interface RunbookFunctionStandIn {
  runs(): readonly Readonly<RunbookRun>[];
  /** Ends of the next runs, in order; success afterwards. */
  endRuns(...ends: readonly RunEnd[]): void;
  /** As Lambda calls it. */
  readonly invoke: (event: unknown) => InvokeResult;
}

const answered = (payload: unknown): InvokeResult => ({ ok: true, payload });
const unhandled = (errorType: string, errorMessage: string): InvokeResult => ({ ok: false, errorType, errorMessage });

export const runbookFunction = (
  scheduler: Pick<Scheduler, 'now' | 'after'>,
  { runSeconds = 20 }: RunbookFunctionOptions = {},
): RunbookFunctionStandIn => {
  const runs = new Map<string, RunbookRun>();
  const ends: RunEnd[] = [];

  const state = ({ status, mode, event }: RunbookRun): InvokeResult =>
    answered({
      status,
      detail: `${mode} is ${status}.`,
      ...(mode === 'dry_run' ? { changes: `Would change ${JSON.stringify(event['parameters'])}.` } : {}),
    });

  const start = (key: string, mode: string, event: Readonly<Record<string, unknown>>): InvokeResult => {
    const before = runs.get(key);
    if (before !== undefined) return state(before);
    const end = ends.shift() ?? 'succeeded';
    const run: RunbookRun = { key, mode, startedAt: scheduler.now(), event, status: 'running' };
    if (end !== 'crash') runs.set(key, run);
    // Its text is the operator's, and may hold anything.
    if (end === 'crash') return unhandled('TypeError', 'Cannot read properties of undefined: T0PSECRETTOKEN');
    if (end === 'timeout') return unhandled('Sandbox.Timedout', 'Task timed out after 3.00 seconds');
    const finish = (): void => {
      if (run.status === 'running' && end !== 'never') run.status = end;
    };
    if (runSeconds === 0) finish();
    else scheduler.after(runSeconds * 1_000, `run ${key} of an operator's function ends`, finish);
    return state(run);
  };

  return {
    runs: () => [...runs.values()].map((run) => ({ ...run })),
    endRuns: (...more) => {
      ends.push(...more);
    },
    invoke: (event) => {
      const call = { ...Object(event) } as Readonly<Record<string, unknown>>;
      const key = String(call['idempotencyKey'] ?? '');
      const mode = String(call['mode'] ?? '');
      if (mode === 'run' || mode === 'dry_run' || mode === 'undo') return start(key, mode, call);
      const run = runs.get(key);
      if (run === undefined) return answered({ status: 'unknown' });
      if (mode === 'cancel' && run.status === 'running') run.status = 'cancelled';
      return state(run);
    },
  };
};
