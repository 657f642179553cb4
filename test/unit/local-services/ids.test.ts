/** Ids and draws of the local services as a deterministic cloud makes them: none twice in a run, the same in the next. */
import { describe, expect, it } from 'vitest';
import type { Service } from '#lib/local/service.ts';
import { SecretsManagerService } from '#lib/local/services/secrets-manager.ts';
import { SesService } from '#lib/local/services/ses.ts';
import { SnsService } from '#lib/local/services/sns.ts';
import { StatesService } from '#lib/local/services/states.ts';
import { DeterministicScheduler } from '#lib/local/time/deterministic-scheduler.ts';
import { jsonata, roleArn } from '#test/support/served-states.ts';

type Ask = (service: Service, operation: string, body: object | URLSearchParams) => Promise<string>;

const ask: Ask = async (service, operation, body) => {
  const text = body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
  const answered = await service.handle({
    ...{ method: 'POST', path: '/v2/email/outbound-emails', query: new URLSearchParams(), headers: {} },
    ...{ body: Buffer.from(text), operation, accessKeyId: 'test' },
  });
  expect(answered.status).toBe(200);
  return String(answered.body);
};

const place = { region: 'us-east-1', account: '111111111111' };
const statesOf = (scheduler: DeterministicScheduler) =>
  new StatesService({ scheduler, invoker: { invoke: () => Promise.reject(new Error('nothing to invoke')) }, ...place });
const definition = (output: number) => JSON.stringify(jsonata({ W: { Type: 'Wait', Seconds: 10, Output: output, End: true } }));
const field = (answer: string, name: string): string => String(JSON.parse(answer)[name]);

/** Each gives the ids of a few things in a row. */
const rows: Readonly<Record<string, (scheduler: DeterministicScheduler) => Promise<readonly string[]>>> = {
  'messages of SES': async (scheduler) => {
    const ses = new SesService({ scheduler });
    const content = { Simple: { Subject: { Data: 'it fails' }, Body: { Text: { Data: 'it does' } } } };
    const email = { FromEmailAddress: 'a@example.org', Destination: { ToAddresses: ['b@example.org'] }, Content: content };
    const send = async () => field(await ask(ses, '', email), 'MessageId');
    return [await send(), await send()];
  },
  'messages of SNS': async (scheduler) => {
    const sns = new SnsService({ scheduler });
    const send = () => ask(sns, '', new URLSearchParams({ Action: 'Publish', PhoneNumber: '+4915112345678', Message: 'it fails' }));
    return [await send(), await send()];
  },
  'versions of a secret': async (scheduler) => {
    const secrets = new SecretsManagerService({ scheduler, ...place });
    secrets.createSecret({ name: 'key', value: 'first' });
    const put = async (SecretString: string) => field(await ask(secrets, 'PutSecretValue', { SecretId: 'key', SecretString }), 'VersionId');
    return [await put('second'), await put('third')];
  },
  'executions without a name': async (scheduler) => {
    const states = statesOf(scheduler);
    const stateMachineArn = field(
      await ask(states, 'CreateStateMachine', { name: 'waits', definition: definition(1), roleArn }),
      'stateMachineArn',
    );
    const start = async () => field(await ask(states, 'StartExecution', { stateMachineArn }), 'executionArn');
    return [await start(), await start()];
  },
  'revisions of a state machine': async (scheduler) => {
    const states = statesOf(scheduler);
    const made = await ask(states, 'CreateStateMachine', { name: 'waits', definition: definition(1), roleArn });
    const stateMachineArn = field(made, 'stateMachineArn');
    const update = async (output: number) =>
      field(await ask(states, 'UpdateStateMachine', { stateMachineArn, definition: definition(output) }), 'revisionId');
    return [await update(2), await update(3)];
  },
};

const run = async (row: (scheduler: DeterministicScheduler) => Promise<readonly string[]>): Promise<readonly string[]> => {
  const scheduler = new DeterministicScheduler(Date.UTC(2026, 0, 1), 'seed');
  try {
    return await row(scheduler);
  } finally {
    scheduler.close();
  }
};

describe('in a deterministic cloud', () => {
  it.for(Object.entries(rows))('%s differ from each other, and are the same in the next run', async ([, row]) => {
    const ids = await run(row);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await run(row)).toEqual(ids);
  });

  it('an alias of two versions routes to both', async () => {
    const versions = await run(async (scheduler) => {
      const states = statesOf(scheduler);
      const made = await ask(states, 'CreateStateMachine', { name: 'waits', definition: definition(1), roleArn, publish: true });
      const stateMachineArn = field(made, 'stateMachineArn');
      const first = field(made, 'stateMachineVersionArn');
      const changed = await ask(states, 'UpdateStateMachine', { stateMachineArn, definition: definition(2), publish: true });
      const second = field(changed, 'stateMachineVersionArn');
      const routingConfiguration = [first, second].map((arn) => ({ stateMachineVersionArn: arn, weight: 50 }));
      const alias = field(await ask(states, 'CreateStateMachineAlias', { name: 'live', routingConfiguration }), 'stateMachineAliasArn');
      const chosen: string[] = [];
      for (let each = 0; each < 20; each += 1) {
        const started = await ask(states, 'StartExecution', { stateMachineArn: alias, name: `run-${each}` });
        const executionArn = field(started, 'executionArn');
        chosen.push(field(await ask(states, 'DescribeExecution', { executionArn }), 'stateMachineVersionArn'));
      }
      return chosen;
    });
    expect(new Set(versions).size).toBe(2);
  });
});
