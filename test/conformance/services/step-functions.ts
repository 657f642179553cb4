/** Step Functions' API: executions, their names and ends, and task tokens. What the states do is held by the recorded executions. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { lambdaTrust, mayLog } from '#test/support/templates/roles.ts';
import { type Case, defineSuite, failure, type Resources, refused, type Setting } from './contract.ts';

type MachineCase = Case<SFNClient>;
type Machine = Setting<SFNClient>;

const machineArn = (id: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${id}`;
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
};
const role = (name: string, trusts: object, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    ...{ RoleName: name, AssumeRolePolicyDocument: trusts },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

const machineOf =
  (states: Readonly<Record<string, object>>, QueryLanguage: 'JSONata' | 'JSONPath' = 'JSONata') =>
  (id: string): Resources => ({
    [id.replaceAll('-', '')]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        ...{ StateMachineName: id, RoleArn: { 'Fn::GetAtt': ['machineRole', 'Arn'] } },
        DefinitionString: JSON.stringify({ QueryLanguage, StartAt: Object.keys(states)[0], States: states }),
      },
    },
  });

const waits = machineOf({ Wait: { Type: 'Wait', Seconds: 600, End: true } });
const passes = machineOf({ Pass: { Type: 'Pass', End: true } });
const fails = machineOf({ Fail: { Type: 'Fail', Error: 'TooBad', Cause: 'on purpose' } });
/** In JSONPath, because moto's engine has no JSONata for the context. */
const asks = machineOf(
  {
    Ask: {
      ...{ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 600, End: true },
      Parameters: { FunctionName: 'probe', Payload: { 'token.$': '$$.Task.Token' } },
    },
  },
  'JSONPath',
);

const start = ({ client, id }: Machine, name: string, more: Partial<StartExecutionCommandInput> = {}) =>
  client.send(new StartExecutionCommand({ stateMachineArn: machineArn(id), name, input: '{"a":1}', ...more }));
const describe = ({ client }: Machine, executionArn: string | undefined) => client.send(new DescribeExecutionCommand({ executionArn }));
const events = async ({ client }: Machine, executionArn: string | undefined) =>
  (await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 100 }))).events ?? [];

/** Looks again until something is there; time passes in between, here and there. */
const until = async <Value>(machine: Machine, look: () => Promise<Value | undefined>): Promise<Value> => {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await machine.pass(50);
  }
  throw new Error('it never came');
};
const ended = (machine: Machine, executionArn: string | undefined) =>
  until(machine, async () => {
    const told = await describe(machine, executionArn);
    return told.status === 'RUNNING' ? undefined : told;
  });
/** The token as the history shows it: in the payload of the function that was called. */
const token = (machine: Machine, executionArn: string | undefined) =>
  until(machine, async () => {
    const all = await events(machine, executionArn);
    const scheduled = all.find(({ type }) => type === 'TaskScheduled')?.taskScheduledEventDetails?.parameters;
    const submitted = all.some(({ type }) => type === 'TaskSubmitted');
    return submitted && scheduled ? (JSON.parse(scheduled) as { Payload: { token: string } }).Payload.token : undefined;
  });
const succeed = ({ client }: Machine, taskToken: string, output = '{"done":true}') =>
  client.send(new SendTaskSuccessCommand({ taskToken, output }));

const starting = 'API Reference, StartExecution [D]';
const tokens = 'Step Functions Developer Guide, "Wait for a callback with task token" [D]';

const cases: readonly MachineCase[] = [
  {
    name: 'an execution is started under its name, and described',
    source: `${starting}; DescribeExecution`,
    run: async (machine) => {
      const { executionArn, startDate } = await start(machine, 'one');
      const told = await describe(machine, executionArn);
      return {
        arn: executionArn === `arn:aws:states:us-east-1:123456789012:execution:${machine.id}:one`,
        ...{ dated: startDate instanceof Date, name: told.name, status: told.status, input: told.input, stop: told.stopDate ?? 'none' },
        machine: told.stateMachineArn === machineArn(machine.id),
      };
    },
    expected: { arn: true, dated: true, name: 'one', status: 'RUNNING', input: '{"a":1}', stop: 'none', machine: true },
  },
  {
    name: 'a running execution started again with the same input is the same one',
    source: `${starting}: idempotent for STANDARD workflows while running`,
    run: async (machine) => {
      const first = await start(machine, 'one');
      const second = await start(machine, 'one');
      return { same: first.executionArn === second.executionArn, date: first.startDate?.getTime() === second.startDate?.getTime() };
    },
    expected: { same: true, date: true },
  },
  {
    name: 'a running execution is not started again with another input',
    source: `${starting}, ExecutionAlreadyExists`,
    run: async (machine) => {
      await start(machine, 'one');
      return start(machine, 'one', { input: '{"a":2}' });
    },
    expected: refused('ExecutionAlreadyExists'),
  },
  {
    name: 'an execution that is over is not started again',
    source: `${starting}: names are unique for 90 days after the end`,
    resources: passes,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      await ended(machine, executionArn);
      return start(machine, 'one');
    },
    expected: refused('ExecutionAlreadyExists'),
  },
  {
    name: 'an execution succeeds with its output',
    source: 'API Reference, DescribeExecution [D]',
    resources: passes,
    run: async (machine) => {
      const { status, output, stopDate } = await ended(machine, (await start(machine, 'one')).executionArn);
      return { status, output: JSON.parse(output ?? 'null'), dated: stopDate instanceof Date };
    },
    expected: { status: 'SUCCEEDED', output: { a: 1 }, dated: true },
  },
  {
    name: 'an execution fails with its error and cause, without output',
    source: 'API Reference, DescribeExecution, error and cause [D]',
    resources: fails,
    run: async (machine) => {
      const { status, error, cause, output } = await ended(machine, (await start(machine, 'one')).executionArn);
      return { status, error, cause, output: output ?? 'none' };
    },
    expected: { status: 'FAILED', error: 'TooBad', cause: 'on purpose', output: 'none' },
  },
  {
    name: 'a missing machine does not exist',
    source: `${starting}, StateMachineDoesNotExist`,
    run: (machine) => start(machine, 'one', { stateMachineArn: machineArn('none') }),
    expected: refused('StateMachineDoesNotExist'),
  },
  {
    name: 'a machine that is no ARN is invalid',
    source: `${starting}, InvalidArn`,
    run: (machine) => start(machine, 'one', { stateMachineArn: 'none' }),
    expected: refused('InvalidArn'),
  },
  {
    name: 'a name with a blank is invalid',
    source: `${starting}, name, InvalidName`,
    run: (machine) => start(machine, 'a b'),
    expected: refused('InvalidName'),
  },
  {
    name: 'an input that is no JSON is invalid',
    source: `${starting}, InvalidExecutionInput`,
    run: (machine) => start(machine, 'one', { input: '{' }),
    expected: refused('InvalidExecutionInput'),
  },
  {
    name: 'a missing execution does not exist for any call',
    source: 'API Reference, ExecutionDoesNotExist [D]',
    run: async (machine) => {
      const executionArn = `arn:aws:states:us-east-1:123456789012:execution:${machine.id}:none`;
      return [
        await failure(describe(machine, executionArn)),
        await failure(events(machine, executionArn)),
        await failure(machine.client.send(new StopExecutionCommand({ executionArn }))),
      ];
    },
    expected: [1, 2, 3].map(() => refused('ExecutionDoesNotExist')),
  },
  {
    name: 'an execution is stopped with an error and a cause',
    source: 'API Reference, StopExecution [D]',
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      await machine.pass(100);
      await machine.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'tired' }));
      const { status, error, cause } = await ended(machine, executionArn);
      return { status, error, cause };
    },
    expected: { status: 'ABORTED', error: 'Enough', cause: 'tired' },
  },
  {
    name: 'executions are listed, by status too',
    source: 'API Reference, ListExecutions, statusFilter [D]',
    run: async (machine) => {
      for (const name of ['one', 'two']) await start(machine, name);
      await machine.pass(100);
      await machine.client.send(
        new StopExecutionCommand({ executionArn: `arn:aws:states:us-east-1:123456789012:execution:${machine.id}:one` }),
      );
      await machine.pass(100);
      const list = async (statusFilter?: 'RUNNING' | 'ABORTED') =>
        (
          await machine.client.send(
            new ListExecutionsCommand({ stateMachineArn: machineArn(machine.id), ...(statusFilter ? { statusFilter } : {}) }),
          )
        ).executions
          ?.map(({ name }) => name)
          .toSorted();
      return [await list(), await list('RUNNING'), await list('ABORTED')];
    },
    expected: [['one', 'two'], ['two'], ['one']],
  },
  {
    name: 'a machine describes its definition',
    source: 'API Reference, DescribeStateMachine [D]',
    run: async ({ client, id }) => {
      const told = await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn(id) }));
      const { StartAt } = JSON.parse(told.definition ?? '{}') as { StartAt?: string };
      return { name: told.name === id, status: told.status, type: told.type, StartAt };
    },
    expected: { name: true, status: 'ACTIVE', type: 'STANDARD', StartAt: 'Wait' },
  },
  {
    name: 'a task that waits for its token goes on with the answer',
    source: tokens,
    resources: asks,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      await succeed(machine, await token(machine, executionArn));
      const { status, output } = await ended(machine, executionArn);
      return { status, output: JSON.parse(output ?? 'null') };
    },
    expected: { status: 'SUCCEEDED', output: { done: true } },
  },
  {
    name: 'a task that waits for its token fails with the answer',
    source: 'API Reference, SendTaskFailure [D]',
    resources: asks,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      const taskToken = await token(machine, executionArn);
      await machine.client.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'said no' }));
      const { status, error, cause } = await ended(machine, executionArn);
      return { status, error, cause };
    },
    expected: { status: 'FAILED', error: 'Refused', cause: 'said no' },
  },
  {
    name: 'a token is good for one answer',
    source: 'API Reference, SendTaskSuccess, TaskTimedOut: the task does not exist any more [D]',
    resources: asks,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      const taskToken = await token(machine, executionArn);
      await succeed(machine, taskToken);
      await ended(machine, executionArn);
      return [await failure(succeed(machine, taskToken)), await failure(machine.client.send(new SendTaskHeartbeatCommand({ taskToken })))];
    },
    expected: [refused('TaskTimedOut'), refused('TaskTimedOut')],
  },
  {
    name: 'a heartbeat keeps a task alive and answers nothing',
    source: 'API Reference, SendTaskHeartbeat [D]',
    resources: asks,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      const taskToken = await token(machine, executionArn);
      await machine.client.send(new SendTaskHeartbeatCommand({ taskToken }));
      return (await describe(machine, executionArn)).status;
    },
    expected: 'RUNNING',
  },
  {
    name: 'an answer that is no JSON is invalid, and the token stays good',
    source: 'API Reference, SendTaskSuccess, InvalidOutput [D]',
    resources: asks,
    run: async (machine) => {
      const { executionArn } = await start(machine, 'one');
      const taskToken = await token(machine, executionArn);
      const error = await failure(succeed(machine, taskToken, '{'));
      await succeed(machine, taskToken);
      return { error, status: (await ended(machine, executionArn)).status };
    },
    expected: { error: refused('InvalidOutput'), status: 'SUCCEEDED' },
  },
  {
    name: 'a token nobody gave is invalid',
    source: 'API Reference, SendTaskSuccess, InvalidToken [D]',
    run: (machine) => succeed(machine, 'no token'),
    expected: refused('InvalidToken'),
  },
];

export const stepFunctions = defineSuite({
  service: 'Step Functions',
  open: (options) => new SFNClient(options),
  resources: waits,
  shared: {
    probeRole: role('probe', lambdaTrust, [mayLog('probe')]),
    probe: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        ...{ FunctionName: 'probe', Code: { S3Bucket: 'assets', S3Key: 'probe.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x' },
        Role: { 'Fn::GetAtt': ['probeRole', 'Arn'] },
      },
    },
    machineRole: role('machine', trust, [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:probe' },
    ]),
  },
  cases,
});
