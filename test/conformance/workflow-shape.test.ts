/** Every task of a workflow is retried for what may pass, and there is no state nobody reaches. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface StateText {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Resource?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly { readonly Next: string }[];
}

/** What Lambda itself throws, a runtime that died, and the errors of ours that may pass. */
const retried = ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'];
const died = ['Lambda.Unknown', 'Sandbox.Timedout', 'UpstreamError', 'ConflictError'];

const folder = new URL('../../functions/', import.meta.url);
const files = globSync('*/*.asl.json', { cwd: folder }).sort();

it('there are two workflows', () => {
  expect(files).toEqual(['escalate/escalation.asl.json', 'remediate/remediation.asl.json']);
});

describe.for(files)('%s', (file) => {
  const { StartAt, States }: { readonly StartAt: string; readonly States: Readonly<Record<string, StateText>> } = JSON.parse(
    readFileSync(new URL(file, folder), 'utf8'),
  );
  const states = Object.entries(States);

  it('retries every task for what may pass', () => {
    for (const [name, { Type, Retry = [] }] of states) {
      if (Type !== 'Task') continue;
      const names = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect({ name, names: [...retried, ...died].filter((error) => !names.includes(error)) }).toEqual({ name, names: [] });
    }
  });

  it('reaches every state', () => {
    const reached = new Set([StartAt]);
    for (const name of reached) {
      const { Next, Default, Catch = [], Choices = [] } = States[name] ?? {};
      for (const next of [Next, Default, ...[...Catch, ...Choices].map((way) => way.Next)]) if (next !== undefined) reached.add(next);
    }
    expect(states.map(([name]) => name).filter((name) => !reached.has(name))).toEqual([]);
  });

  it('has names Step Functions takes', () => {
    for (const [name] of states) expect(name.length).toBeLessThanOrEqual(80);
  });
});
