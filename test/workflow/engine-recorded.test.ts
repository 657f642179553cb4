/** The engine against executions recorded on AWS (LocalStack's snapshots): status, output, error, cause, events, and what each state got and gave. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#lib/local/workflow/history.ts';
import type { Json } from '#lib/local/workflow/json.ts';
import { runCaseFully, type WorkflowCase } from '#test/support/workflow-case.ts';

const folder = new URL('../../../shared/data/asl/', import.meta.url);

interface Recorded extends WorkflowCase {
  readonly expect: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
    readonly events?: readonly string[];
    readonly eventsOrdered?: boolean;
    readonly diagnostics?: readonly { readonly code: string; readonly message: string; readonly location?: string }[];
    readonly trace?: readonly TraceEntry[];
  };
}

interface TraceEntry {
  readonly event: string;
  readonly state: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly assigned?: Json;
  readonly location?: string;
  readonly cause?: string;
}

/** `<any>` alone stands for any value, inside a text for any characters. */
function same(want: unknown, got: unknown): boolean {
  if (want === '<any>') return got !== undefined;
  if (typeof want === 'string' && want.includes('<any>'))
    return (
      typeof got === 'string' &&
      new RegExp(
        `^${want
          .split('<any>')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('[\\s\\S]*')}$`,
      ).test(got)
    );
  if (typeof want !== 'object' || want === null) return want === got;
  if (typeof got !== 'object' || got === null || Array.isArray(want) !== Array.isArray(got)) return false;
  const [left, right] = [want as Record<string, unknown>, got as Record<string, unknown>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => same(left[key], right[key]));
}

/** Cases whose trace or calls the recorder changed on one side only; their results are compared all the same. */
const RECORDER_CHANGED: Readonly<Record<string, string>> = {
  'callback.test_multiple_executions_and_heartbeat_notifications.0': 'the task token became a_task_token',
  'query_language.test_task_dataflow_to_state': 'the constant <omitted> became omitted',
  'scenarios.test_lambda_invoke_with_retry_extended_input': 'recorded before the context object had RedriveCount',
};

const parsed = (text: unknown): Json | undefined => (typeof text === 'string' ? (JSON.parse(text) as Json) : undefined);

/** Our history in the recordings' shape. */
function traceOf(history: readonly HistoryEvent[]): TraceEntry[] {
  return history.flatMap((event): TraceEntry[] => {
    const details = event.details ?? {};
    const [input, output] = [parsed(details['input']), parsed(details['output'])];
    const assigned = details['assignedVariables'] as Record<string, string> | undefined;
    if (event.type === 'EvaluationFailed')
      return [
        {
          event: event.type,
          state: String(details['state']),
          cause: String(details['cause']),
          ...(details['location'] === undefined ? {} : { location: String(details['location']) }),
        },
      ];
    if (!/State(Entered|Exited)$/.test(event.type)) return [];
    return [
      {
        ...{ event: event.type, state: String(details['name']) },
        ...(input === undefined ? {} : { input }),
        ...(output === undefined ? {} : { output }),
        ...(assigned
          ? { assigned: Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, parsed(value) ?? null])) }
          : {}),
      },
    ];
  });
}

const cases = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.json') && file !== 'INDEX.json')
      .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recorded)
  : [];

describe.skipIf(cases.length === 0)('executions recorded on AWS (skipped: ../shared/data/asl is not there)', () => {
  it('are there in number', () => {
    expect(cases.length).toBeGreaterThan(300);
  });

  it.each(cases.map((recorded) => [recorded.name, recorded] as const))('%s ends as it did on AWS', async (_, recorded) => {
    const { history, calls, ...run } = await runCaseFully(recorded);
    const { status, output, error, cause, events, eventsOrdered } = recorded.expect;
    expect(run.status, run.cause).toBe(status);
    if (recorded.expect.diagnostics)
      expect(run.diagnostics).toEqual(recorded.expect.diagnostics.map((one) => expect.objectContaining(one)));
    if (output !== undefined) expect(same(output, run.output), JSON.stringify(run.output)).toBe(true);
    if (error !== undefined) expect(same(error, run.error), run.error).toBe(true);
    if (cause !== undefined) expect(same(cause, run.cause), run.cause).toBe(true);
    if (events && eventsOrdered !== false) expect(run.events).toEqual(events);
    if (events && eventsOrdered === false) expect([...run.events].sort()).toEqual([...events].sort());
    if (recorded.name in RECORDER_CHANGED) return;
    const trace = recorded.expect.trace;
    if (trace && eventsOrdered !== false && recorded.kind === 'execution') {
      const ours = traceOf(history);
      for (const [at, entry] of trace.entries()) {
        const { error: _error, ...wanted } = entry as TraceEntry & { readonly error?: string };
        expect(same(wanted, ours[at]), `${JSON.stringify(wanted)} but was ${JSON.stringify(ours[at])}`).toBe(true);
      }
    }
    for (const call of calls) {
      const wanted = recorded.tasks?.[call.stateName]?.filter((outcome) => outcome.call !== undefined) ?? [];
      if (wanted.length > 0)
        expect(
          wanted.some((outcome) => same(outcome.call, call.arguments)),
          JSON.stringify(call.arguments),
        ).toBe(true);
    }
  });
});
