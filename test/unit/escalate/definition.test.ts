// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the definition are written like this
/** The escalation's definition, read as text: names, errors and ends that no single run would show. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMachine } from '#lib/local/workflow/engine.ts';

interface StateText {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly TimeoutSeconds?: unknown;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly { readonly Next: string }[];
}

const text = readFileSync(new URL('../../../functions/escalate/escalation.asl.json', import.meta.url), 'utf8');
const definition = JSON.parse(text) as { readonly StartAt: string; readonly States: Readonly<Record<string, StateText>> };
const states = Object.entries(definition.States).map(([name, state]) => ({ name, state }));
const tasks = states.filter(({ state }) => state.Type === 'Task');

/** Names Lambda gives to its own failures, and ours from `kernel/errors.ts` that a repeat can cure. */
const knownErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'UpstreamError',
  'ConflictError',
];

const followers = (state: StateText): readonly string[] =>
  [state.Next, state.Default, ...(state.Catch ?? []).map(({ Next }) => Next), ...(state.Choices ?? []).map(({ Next }) => Next)].filter(
    (next) => next !== undefined,
  );

describe('the escalation workflow', () => {
  it('is a valid machine', () => {
    expect(() => parseMachine(text.replaceAll(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:1:function:$1'))).not.toThrow();
  });

  it('names no placeholder but its two functions', () => {
    expect([...new Set(text.match(/\$\{\w+\}/g))].sort()).toEqual(['${EscalateFunction}', '${NotifyFunction}']);
  });

  it('retries exactly what a repeat can cure, at every task', () => {
    for (const { name, state } of tasks)
      expect([name, state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)]).toEqual([name, knownErrors]);
  });

  it('goes on when a message fails for good', () => {
    for (const { state } of tasks.filter((task) => task.state.Arguments?.FunctionName === '${NotifyFunction}'))
      expect(state.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: state.Next }]);
  });

  it('waits nowhere without an end', () => {
    const waits = tasks.filter(({ state }) => state.Resource?.endsWith('.waitForTaskToken'));
    expect(waits).toHaveLength(5);
    for (const { state } of waits) {
      expect(state.TimeoutSeconds).toBe('{% $plan.waitSeconds %}');
      expect(state.Catch).toHaveLength(1);
    }
  });

  it('reaches every state', () => {
    const reached = new Set([definition.StartAt]);
    for (const name of reached) for (const next of followers(definition.States[name] ?? { Type: 'none' })) reached.add(next);
    expect([...reached].sort()).toEqual(states.map(({ name }) => name).sort());
  });
});
