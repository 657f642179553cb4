/** Machines over the wire: create, update, validate, versions and aliases. Source of each expectation: API reference of the call. */
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { jsonata, roleArn, servedStates } from '#test/support/served-states.ts';

const states = servedStates();
const waits = (output: number) => JSON.stringify(jsonata({ W: { Type: 'Wait', Seconds: 10, Output: output, End: true } }));
const create = async (name: string, more: object = {}) => {
  const made = await states.client.send(new CreateStateMachineCommand({ name, definition: waits(1), roleArn, ...more }));
  return { ...made, arn: made.stateMachineArn ?? '' };
};
const update = (stateMachineArn: string, output: number, more: object = {}) =>
  states.client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: waits(output), ...more }));
const publish = (stateMachineArn: string, more: object = {}) =>
  states.client.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...more }));
const versionsOf = async (stateMachineArn: string) =>
  (await states.client.send(new ListStateMachineVersionsCommand({ stateMachineArn }))).stateMachineVersions?.map(
    ({ stateMachineVersionArn }) => stateMachineVersionArn,
  );
const outputOf = async (executionArn: string) => {
  await states.scheduler.run();
  return (await states.client.send(new DescribeExecutionCommand({ executionArn }))).output;
};
const alias = (name: string, ...routes: readonly (readonly [string, number])[]) =>
  states.client.send(
    new CreateStateMachineAliasCommand({
      name,
      routingConfiguration: routes.map(([stateMachineVersionArn, weight]) => ({ stateMachineVersionArn, weight })),
    }),
  );

describe('CreateStateMachine', () => {
  it('gives the same machine for the same request, and refuses another one of the name', async () => {
    const { arn, creationDate } = await create('same');
    await states.scheduler.advanceBy(1_000);
    expect(await create('same')).toMatchObject({ stateMachineArn: arn, creationDate });
    await expect(create('same', { definition: waits(2) })).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  it.for<[string, object, string]>([
    ['a name with a blank', { name: 'a b' }, 'InvalidName'],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['a description without publishing', { versionDescription: 'first' }, 'ValidationException'],
    ['a definition of more than 1 MB', { definition: ' '.repeat(1_048_577) }, 'ValidationException'],
    ['an unknown type', { type: 'FAST' }, 'ValidationException'],
  ])('refuses %s', async ([, over, name]) => {
    await expect(create('refused', over)).rejects.toMatchObject({ name });
    expect((await states.client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
  });

  it("refuses a definition in AWS's words, and what only the local cloud lacks in one plain line", async () => {
    const definition = (Resource: string) => JSON.stringify(jsonata({ A: { Type: 'Task', Resource, End: true }, B: { Type: 'Succeed' } }));
    const [dynamo, bad] = ['arn:aws:states:::dynamodb:putItem', 'x'];
    await expect(create('bad', { definition: definition(bad) })).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'INVALID_RESOURCE: Value is not a valid resource ARN: x at /States/A/Resource, " +
        'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B\'',
    });
    for (const resource of [dynamo, 'arn:aws:states:::ecs:runTask.sync', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken'])
      await expect(
        create('lacks', { definition: JSON.stringify(jsonata({ A: { Type: 'Task', Resource: resource, End: true } })) }),
      ).rejects.toMatchObject({
        name: 'InvalidDefinition',
        message: `This state machine is not supported by the local cloud: the resource '${resource}' (${resource.slice(17)}) at /States/A/Resource`,
      });
    await expect(create('express', { type: 'EXPRESS' })).rejects.toMatchObject({
      message: 'This state machine is not supported by the local cloud: state machines of type EXPRESS',
    });
  });
});

describe('ValidateStateMachineDefinition', () => {
  const validate = (definition: string, more: object = {}) =>
    states.client.send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));

  it('gives diagnostics and creates nothing', async () => {
    expect(await validate(waits(1))).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const paths = JSON.stringify(jsonata({ X: { Type: 'Pass', InputPath: '$', OutputPath: '$', ResultPath: '$', End: true } }));
    const { result, diagnostics, truncated } = await validate(paths, { maxResults: 2 });
    expect([result, diagnostics?.length, truncated]).toEqual(['FAIL', 2, true]);
    expect(diagnostics?.[0]).toMatchObject({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/States/X' });
    expect((await states.client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
  });

  it.for([{ maxResults: 101 }, { maxResults: -1 }, { type: 'BOGUS' }, { severity: 'GARBAGE' }])('refuses %j', async (more) => {
    await expect(validate(waits(1), more)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('UpdateStateMachine', () => {
  it('leaves running executions their definition and role', async () => {
    const { arn } = await create('updated');
    const old = await states.start(arn, 'old');
    await states.scheduler.advanceBy(1_000);
    const { revisionId } = await update(arn, 2, { roleArn: `${roleArn}2` });
    const young = await states.start(arn, 'young');
    expect([await outputOf(old), await outputOf(young)]).toEqual(['1', '2']);
    const known = (executionArn: string) => states.client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(await known(old)).toMatchObject({ definition: waits(1), roleArn });
    expect(await known(young)).toMatchObject({ definition: waits(2), roleArn: `${roleArn}2`, revisionId });
    expect(await states.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))).toMatchObject({
      revisionId,
      definition: waits(2),
    });
  });

  it('asks for something to change', async () => {
    const { arn } = await create('unchanged');
    await expect(states.client.send(new UpdateStateMachineCommand({ stateMachineArn: arn }))).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
    });
  });
});

describe('versions', () => {
  it('are published once per revision and listed newest first', async () => {
    const { arn, stateMachineVersionArn } = await create('versions', { publish: true, versionDescription: 'first' });
    expect(stateMachineVersionArn).toBe(`${arn}:1`);
    expect((await publish(arn)).stateMachineVersionArn).toBe(`${arn}:1`);
    expect((await update(arn, 2, { publish: true })).stateMachineVersionArn).toBe(`${arn}:2`);
    expect(await versionsOf(arn)).toEqual([`${arn}:2`, `${arn}:1`]);
    expect(await states.client.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:1` }))).toMatchObject({
      stateMachineArn: `${arn}:1`,
      definition: waits(1),
      description: 'first',
    });
  });

  it('are published only of the revision that is asked for', async () => {
    const { arn } = await create('revision');
    expect((await publish(arn, { revisionId: 'INITIAL' })).stateMachineVersionArn).toBe(`${arn}:1`);
    const { revisionId } = await update(arn, 2);
    await expect(publish(arn, { revisionId: 'INITIAL' })).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
    expect((await publish(arn, { revisionId })).stateMachineVersionArn).toBe(`${arn}:2`);
  });

  it('keep their numbers when one is deleted, and run no more', async () => {
    const { arn } = await create('deleted', { publish: true });
    await states.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:1` }));
    expect((await update(arn, 2, { publish: true })).stateMachineVersionArn).toBe(`${arn}:2`);
    await expect(states.start(`${arn}:1`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(versionsOf(`${arn}none`)).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  it('run what they were published with, and are told of', async () => {
    const { arn } = await create('started', { publish: true });
    await update(arn, 2);
    const executionArn = await states.start(`${arn}:1`, 'by-version');
    await states.start(arn, 'by-machine');
    expect(await outputOf(executionArn)).toBe('1');
    const run = await states.client.send(new DescribeExecutionCommand({ executionArn }));
    expect(run).toMatchObject({ stateMachineArn: arn, stateMachineVersionArn: `${arn}:1` });
    expect(run.stateMachineAliasArn).toBeUndefined();
    const list = async (stateMachineArn: string) =>
      (await states.client.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ name }) => name);
    expect([await list(`${arn}:1`), await list(arn)]).toEqual([['by-version'], ['by-machine', 'by-version']]);
  });
});

describe('aliases', () => {
  it('name a version, follow an update, and keep it from being deleted', async () => {
    const { arn } = await create('alias', { publish: true });
    await update(arn, 2, { publish: true });
    const { stateMachineAliasArn = '' } = await alias('PROD', [`${arn}:1`, 100]);
    expect(stateMachineAliasArn).toBe(`${arn}:PROD`);
    expect(await alias('PROD', [`${arn}:1`, 100])).toMatchObject({ stateMachineAliasArn });
    await expect(alias('PROD', [`${arn}:2`, 100])).rejects.toMatchObject({ name: 'ConflictException' });
    const first = await states.start(stateMachineAliasArn, 'first');
    await states.client.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn,
        routingConfiguration: [{ stateMachineVersionArn: `${arn}:2`, weight: 100 }],
      }),
    );
    const second = await states.start(stateMachineAliasArn, 'second');
    expect([await outputOf(first), await outputOf(second)]).toEqual(['1', '2']);
    expect(await states.client.send(new DescribeExecutionCommand({ executionArn: first }))).toMatchObject({
      stateMachineVersionArn: `${arn}:1`,
      stateMachineAliasArn,
    });
    const removeVersion = () => states.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:2` }));
    await expect(removeVersion()).rejects.toMatchObject({ name: 'ConflictException' });
    expect(await states.client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }))).toMatchObject({
      name: 'PROD',
      routingConfiguration: [{ stateMachineVersionArn: `${arn}:2`, weight: 100 }],
    });
    await states.client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    await removeVersion();
    await expect(states.start(stateMachineAliasArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('divide executions by weight', async () => {
    const { arn } = await create('weights', { publish: true });
    await update(arn, 2, { publish: true });
    const { stateMachineAliasArn = '' } = await alias('CANARY', [`${arn}:1`, 90], [`${arn}:2`, 10]);
    for (let n = 0; n < 200; n += 1) await states.start(stateMachineAliasArn, `run-${n}`);
    await states.scheduler.run();
    const canaries = states.service.executions().filter(({ output }) => output === 2).length;
    expect(canaries).toBeGreaterThan(5);
    expect(canaries).toBeLessThan(45);
  });

  it.for<[string, (arn: string) => Promise<unknown>, string]>([
    ['a number as name', (arn) => alias('123', [`${arn}:1`, 100]), 'InvalidName'],
    ['weights that are not 100 together', (arn) => alias('A', [`${arn}:1`, 90]), 'ValidationException'],
    ['no version', () => alias('A'), 'ValidationException'],
    ['the same version twice', (arn) => alias('A', [`${arn}:1`, 50], [`${arn}:1`, 50]), 'ValidationException'],
    ['a version that does not exist', (arn) => alias('A', [`${arn}:7`, 100]), 'ResourceNotFound'],
  ])('are refused with %s', async ([, make, name]) => {
    const { arn } = await create('refusing', { publish: true });
    await expect(make(arn)).rejects.toMatchObject({ name });
  });

  it('are listed by page, also those of one version, up to 100 of a machine', async () => {
    const { arn } = await create('many', { publish: true });
    await update(arn, 2, { publish: true });
    for (let n = 0; n < 100; n += 1) await alias(`a-${n}`, [`${arn}:${n < 3 ? 2 : 1}`, 100]);
    await expect(alias('one-more', [`${arn}:1`, 100])).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      $metadata: { httpStatusCode: 402 },
    });
    const list = (more: object) => states.client.send(new ListStateMachineAliasesCommand({ stateMachineArn: arn, ...more }));
    const page = await list({ maxResults: 60 });
    const rest = await list({ maxResults: 60, nextToken: page.nextToken });
    expect([page.stateMachineAliases?.length, rest.stateMachineAliases?.length, rest.nextToken]).toEqual([60, 40, undefined]);
    expect((await list({ stateMachineArn: `${arn}:2` })).stateMachineAliases).toHaveLength(3);
    await expect(list({ nextToken: 'bm9uZQ==' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});

describe('names and time', () => {
  // Source: API reference, StartExecution, `name`: it can be used again 90 days after the execution has closed.
  it('let a name be used again after 90 days', async () => {
    const { arn } = await create('names');
    await states.start(arn, 'once');
    await states.scheduler.run();
    await states.scheduler.advanceBy(90 * 86_400_000 - 1);
    await expect(states.start(arn, 'once')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await states.scheduler.advanceBy(1);
    await expect(states.start(arn, 'once')).resolves.toBeDefined();
  });

  it.for(['', 'a/b', 'a:b', 'a;b', 'x'.repeat(81), 'tab\t', 'ctrl\u0001', '\uFFFE'])('refuse %j as a name', async (name) => {
    const { arn } = await create('naming');
    await expect(states.client.send(new StartExecutionCommand({ stateMachineArn: arn, name, input: '{}' }))).rejects.toMatchObject({
      name: 'InvalidName',
    });
  });

  it('end the executions of a machine that is deleted', async () => {
    const { arn } = await create('gone', { publish: true });
    const executionArn = await states.start(arn);
    await states.client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await states.scheduler.run();
    expect((await states.client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('ABORTED');
    await expect(states.start(`${arn}:1`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await states.client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
  });
});
