/** Step Functions through the unchanged SDK client. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AwsError, type InvokeResult } from '#lib/local/service.ts';
import { StatesService } from '#lib/local/services/states.ts';
import { clientOptions, type ServedService, serve } from '#test/support/service-server.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const roleArn = 'arn:aws:iam::111111111111:role/machine';
const task = (resource: string, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, End: true, ...more } },
});
const ask = task('lambda:invoke.waitForTaskToken', {
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}', input: '{% $states.input %}' } },
  TimeoutSeconds: 900,
  HeartbeatSeconds: 600,
});

let scheduler: VirtualScheduler;
let service: StatesService;
let served: ServedService;
let client: SFNClient;
let invoked: { readonly arn: string; readonly payload: unknown }[];
let answerWith: (arn: string) => InvokeResult;
let stateMachineArn: string;

beforeAll(async () => {
  served = await serve({ signingName: 'states', handle: (request) => service.handle(request) });
  client = new SFNClient(clientOptions(served));
});
afterAll(() => served.close());
beforeEach(() => {
  scheduler = new VirtualScheduler();
  invoked = [];
  answerWith = () => ({ ok: true, payload: { done: true } });
  const invoker = {
    invoke: async (arn: string, payload: unknown) => {
      invoked.push({ arn, payload });
      return answerWith(arn);
    },
  };
  service = new StatesService({ scheduler, invoker, region: 'us-east-1', account: '111111111111' });
  stateMachineArn = create('ask', ask);
});

const create = (name: string, definition: object) => service.createStateMachine({ name, definition: JSON.stringify(definition), roleArn });
const start = (name: string, input: unknown = {}, arn = stateMachineArn) =>
  client.send(new StartExecutionCommand({ stateMachineArn: arn, name, input: JSON.stringify(input) }));
const describeRun = (executionArn: string | undefined) => client.send(new DescribeExecutionCommand({ executionArn }));
const tokenOf = (index: number) => (invoked[index]?.payload as { readonly token: string } | undefined)?.token ?? '';
const now = () => scheduler.advanceBy(0);

describe('executions', () => {
  // Source: API reference, StartExecution: idempotent by name and input while running; ExecutionAlreadyExists otherwise.
  it('start once per name', async () => {
    const first = await start('incident-1', { a: 1 });
    expect(first.executionArn).toBe('arn:aws:states:us-east-1:111111111111:execution:ask:incident-1');
    expect(await start('incident-1', { a: 1 })).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('incident-1', { a: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await now();
    await client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(0), output: '{}' }));
    await now();
    await expect(start('incident-1', { a: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(invoked).toHaveLength(1);
  });

  // Source: API reference, StartExecution, Errors.
  it.for([
    ['an unknown machine', { stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:none' }, 'StateMachineDoesNotExist'],
    ['a name with a blank', { name: 'a b' }, 'InvalidName'],
    ['input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['more than 256 KiB of input', { input: JSON.stringify('x'.repeat(262_143)) }, 'ValidationException'],
  ] as const)('refuse %s', async ([, over, name]) => {
    await expect(client.send(new StartExecutionCommand({ stateMachineArn, name: 'n', input: '{}', ...over }))).rejects.toMatchObject({
      name,
    });
    expect(service.executions()).toEqual([]);
  });

  it('are described, listed newest first, and stopped', async () => {
    const { executionArn } = await start('one');
    await scheduler.advanceBy(1_000);
    await start('two');
    await now();
    const stopped = client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'tired' }));
    expect((await stopped).stopDate).toBeInstanceOf(Date);
    await now();
    expect(await describeRun(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'tired', input: '{}' });
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map(({ name, status }) => [name, status])).toEqual([
      ['two', 'RUNNING'],
      ['one', 'ABORTED'],
    ]);
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(0), output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('show their history, by page and backwards', async () => {
    const { executionArn } = await start('history');
    await now();
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 3 }));
    expect(page.events?.map((event) => event.type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled']);
    expect(page.events?.[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      timeoutInSeconds: 900,
    });
    const rest = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: page.nextToken }));
    expect(rest.events?.map((event) => event.type)).toEqual(['TaskStarted', 'TaskSubmitted']);
    const last = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }));
    expect(last.events?.[0]).toMatchObject({ id: 5, previousEventId: 4, type: 'TaskSubmitted' });
  });
});

describe('task tokens', () => {
  it('complete the waiting task with an output', async () => {
    const { executionArn } = await start('answered', { question: 1 });
    await now();
    expect(invoked[0]).toMatchObject({ arn: 'arn:aws:lambda:us-east-1:111111111111:function:ask', payload: { input: { question: 1 } } });
    expect(service.machineOfToken(tokenOf(0))).toBe(stateMachineArn);
    await client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(0), output: '{"by":"ann"}' }));
    await now();
    expect(await describeRun(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"by":"ann"}' });
  });

  it('fail the waiting task', async () => {
    const { executionArn } = await start('failed');
    await now();
    await client.send(new SendTaskFailureCommand({ taskToken: tokenOf(0), error: 'Refused', cause: 'no' }));
    await now();
    expect(await describeRun(executionArn)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  });

  // Source: API reference, SendTaskHeartbeat: resets the clock of HeartbeatSeconds, not of TimeoutSeconds.
  it('keep the task alive by heartbeats, up to its timeout', async () => {
    const { executionArn } = await start('alive');
    await now();
    await scheduler.advanceBy(599_000);
    await client.send(new SendTaskHeartbeatCommand({ taskToken: tokenOf(0) }));
    await scheduler.advanceBy(300_999);
    expect((await describeRun(executionArn)).status).toBe('RUNNING');
    await scheduler.advanceBy(1);
    expect(await describeRun(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  // Source: API reference, SendTaskSuccess, Errors.
  it('are refused when unknown, spent, or with an output that is no JSON', async () => {
    await start('refused');
    await now();
    const send = (taskToken: string, output = '{}') => client.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(send('never given')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(tokenOf(0), 'nope')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await send(tokenOf(0));
    await expect(send(tokenOf(0))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('spent at the moment of the timeout still count as answered', async () => {
    const { executionArn } = await start('race');
    await now();
    await scheduler.advanceBy(599_999);
    await client.send(new SendTaskSuccessCommand({ taskToken: tokenOf(0), output: '1' }));
    await scheduler.advanceBy(1);
    expect(await describeRun(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });
});

describe('tasks', () => {
  const invokeMachine = (more: object = {}) =>
    create('invoke', task('lambda:invoke', { Arguments: { FunctionName: 'work', Payload: { x: 1 } }, ...more }));
  const runOf = async (arn: string) => {
    const { executionArn } = await start('run', {}, arn);
    await scheduler.run();
    return describeRun(executionArn);
  };

  // Source: members as recorded on AWS (../shared/data/asl, outputdecl.test_base_task_lambda).
  it('get what lambda:invoke returns', async () => {
    const { output } = await runOf(invokeMachine());
    expect(JSON.parse(output ?? '')).toMatchObject({ ExecutedVersion: '$LATEST', Payload: { done: true }, StatusCode: 200 });
  });

  // Source: Step Functions Developer Guide, "Handling error conditions": a function's error has its type as name and its object as cause.
  it("fail with the function's own error", async () => {
    answerWith = () => ({ ok: false, errorType: 'UpstreamError', errorMessage: 'busy', trace: ['UpstreamError: busy'] });
    const { status, error, cause } = await runOf(invokeMachine());
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'UpstreamError' });
    expect(JSON.parse(cause ?? '')).toEqual({ errorType: 'UpstreamError', errorMessage: 'busy', trace: ['UpstreamError: busy'] });
  });

  // Source: recorded on AWS (error_handling.test_no_such_function).
  it("fail with Lambda's own error", async () => {
    answerWith = (arn) => {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    };
    const { error, cause } = await runOf(invokeMachine());
    expect(error).toBe('Lambda.ResourceNotFoundException');
    expect(cause).toMatch(/^Function not found: .* \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException;/);
  });

  it('start other machines and wait for them', async () => {
    const child = create('child', {
      QueryLanguage: 'JSONata',
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 60, Output: { n: 1 }, End: true } },
    });
    const parent = create('parent', task('states:startExecution.sync:2', { Arguments: { StateMachineArn: child, Input: { a: 1 } } }));
    const { status, output, startDate, stopDate } = await runOf(parent);
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '')).toMatchObject({ Input: { a: 1 }, Output: { n: 1 }, Status: 'SUCCEEDED' });
    expect(Number(stopDate) - Number(startDate)).toBe(60_000);
  });

  it('are refused at creation when their resource is not emulated', () => {
    expect(() => create('sns', task('sns:publish'))).toThrow(/sns:publish.*\/States\/Work\/Resource/);
    expect(() => create('activity', task('x', { Resource: 'arn:aws:states:us-east-1:111111111111:activity:a' }))).toThrow(/activities/);
  });
});

it('describes and lists machines', async () => {
  expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    name: 'ask',
    roleArn,
    type: 'STANDARD',
    definition: JSON.stringify(ask),
  });
  expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toMatchObject([{ stateMachineArn, name: 'ask' }]);
});
