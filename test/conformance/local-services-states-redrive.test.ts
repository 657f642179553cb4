/**
 * RedriveExecution through the unchanged SDK client. Sources: API reference, RedriveExecution and DescribeExecution; Developer Guide,
 * "Restarting state machine executions with redrive" (eligibility, behaviour of individual states, retry behaviour). Which events a
 * redriven state leaves beside ExecutionRedriven is not documented [U].
 */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { broken, graph, invoke, jsonata, ok, servedStates } from '#test/support/served-states.ts';

const states = servedStates();
const describeRun = (executionArn: string) => states.client.send(new DescribeExecutionCommand({ executionArn }));
const redrive = (executionArn: string, clientToken?: string) =>
  states.client.send(new RedriveExecutionCommand({ executionArn, clientToken }));
const eventsOf = async (executionArn: string) =>
  (await states.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))).events ?? [];
const typesAfterRedrive = async (executionArn: string) => {
  const types = (await eventsOf(executionArn)).map(({ type }) => type);
  return types.slice(types.lastIndexOf('ExecutionRedriven'));
};
const day = 86_400_000;

/** Sets a variable, then works; the work fails until the test says otherwise. */
const twoSteps = jsonata({
  Set: { Type: 'Pass', Assign: { n: 7 }, Output: { from: 'set' }, Next: 'Work' },
  Work: invoke({ n: '{% $n %}', input: '{% $states.input %}', count: '{% $states.context.Execution.RedriveCount %}' }),
});

describe('a redriven execution', () => {
  it('goes on in the state that failed, with its input and variables, and keeps name, ARN and history', async () => {
    states.answer = () => broken;
    const arn = await states.start(states.create('two', twoSteps), 'run');
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', error: 'Broken', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    await states.scheduler.advanceBy(60_000);
    states.answer = () => ok('fine');
    const { redriveDate } = await redrive(arn);
    expect(redriveDate?.getTime()).toBe(states.scheduler.now());
    expect(await describeRun(arn)).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveStatus: 'NOT_REDRIVABLE' });
    await states.scheduler.run();
    const done = await describeRun(arn);
    expect(done).toMatchObject({ status: 'SUCCEEDED', output: '"fine"', redriveCount: 1, redriveDate, name: 'run' });
    expect(done.error).toBeUndefined();
    expect(states.invoked).toEqual([0, 1].map((count) => ({ n: 7, input: { from: 'set' }, count })));
    const events = await eventsOf(arn);
    expect(events.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskFailed'],
      ...['ExecutionFailed', 'ExecutionRedriven', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
    expect(events.find(({ type }) => type === 'ExecutionRedriven')).toMatchObject({
      previousEventId: 8,
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    const { executions } = await states.client.send(new ListExecutionsCommand({ stateMachineArn: done.stateMachineArn }));
    expect(executions).toMatchObject([{ name: 'run', redriveCount: 1, redriveDate }]);
  });

  it('has all its retries again, and may be redriven again', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], MaxAttempts: 2, IntervalSeconds: 1 }];
    states.answer = () => broken;
    const arn = await states.start(states.create('retry', jsonata({ Work: invoke({}, { Retry, End: true }) })));
    for (const attempts of [3, 6, 9]) {
      await states.scheduler.run();
      expect(states.invoked).toHaveLength(attempts);
      await redrive(arn);
    }
    expect((await describeRun(arn)).redriveCount).toBe(3);
  });

  it("starts the machine's TimeoutSeconds and the task's anew", async () => {
    const ask = { ...invoke({}), Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' };
    const machine = states.create('slow', jsonata({ W: { Type: 'Wait', Seconds: 20, Next: 'Ask' }, Ask: ask }, { TimeoutSeconds: 30 }));
    const arn = await states.start(machine);
    await states.scheduler.advanceBy(30_000);
    const timedOut = await describeRun(arn);
    expect(timedOut).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
    // Measured on AWS: States.Timeout is in the history only, after event 0 (floci-io/floci#2733, #2782 [S]).
    expect(timedOut.error).toBeUndefined();
    expect((await eventsOf(arn)).at(-1)).toMatchObject({
      ...{ type: 'ExecutionTimedOut', previousEventId: 0, executionTimedOutEventDetails: { error: 'States.Timeout' } },
    });
    await redrive(arn);
    await states.scheduler.advanceBy(29_999);
    expect((await describeRun(arn)).status).toBe('RUNNING');
    await states.scheduler.advanceBy(1);
    expect((await describeRun(arn)).status).toBe('TIMED_OUT');
    expect(states.invoked).toHaveLength(2);
  });

  it('reenters a Fail state and fails again', async () => {
    const arn = await states.start(states.create('fail', jsonata({ F: { Type: 'Fail', Error: 'Enough' } })));
    await states.scheduler.run();
    await redrive(arn);
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', error: 'Enough', redriveCount: 1 });
    expect(await typesAfterRedrive(arn)).toEqual(['ExecutionRedriven', 'FailStateEntered', 'ExecutionFailed']);
  });

  it('reevaluates a Choice', async () => {
    const rule = { Condition: '{% $states.context.Execution.RedriveCount > 0 %}', Next: 'D' };
    const arn = await states.start(states.create('choice', jsonata({ C: { Type: 'Choice', Choices: [rule] }, D: { Type: 'Succeed' } })));
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
    await redrive(arn);
    await states.scheduler.run();
    expect((await describeRun(arn)).status).toBe('SUCCEEDED');
  });

  it('leaves a Wait whose time has come', async () => {
    const until = new Date(states.scheduler.now() + 10_000).toISOString();
    const arn = await states.start(states.create('wait', jsonata({ W: { Type: 'Wait', Timestamp: until, End: true } })));
    await states.scheduler.advanceBy(5_000);
    await states.client.send(new StopExecutionCommand({ executionArn: arn }));
    await states.scheduler.advanceBy(60_000);
    await redrive(arn);
    await states.scheduler.advanceBy(0);
    expect((await describeRun(arn)).status).toBe('SUCCEEDED');
  });

  it('runs only those branches of a Parallel again that did not succeed, from where they were', async () => {
    const branches = [
      graph({ A: invoke('a') }),
      graph({ B1: invoke('b1', { Next: 'B2', Assign: { kept: 1 } }), B2: invoke('b2') }),
      graph({ C1: { Type: 'Wait', Seconds: 5, Next: 'C2' }, C2: invoke('c') }),
    ];
    states.answer = (payload) => (payload === 'b2' ? broken : ok(payload));
    const arn = await states.start(states.create('parallel', jsonata({ P: { Type: 'Parallel', Branches: branches, End: true } })));
    await states.scheduler.run();
    expect([(await describeRun(arn)).status, states.invoked]).toEqual(['FAILED', ['a', 'b1', 'b2']]);
    states.answer = ok;
    await redrive(arn);
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["a","b2","c"]' });
    expect(states.invoked.slice(3)).toEqual(['b2', 'c']);
    expect(await typesAfterRedrive(arn)).not.toContain('ParallelStateEntered');
  });

  it('runs only those iterations of a Map again that did not succeed, and those that never began', async () => {
    const processor = graph({ I: invoke('{% $states.input %}') });
    const map = { Type: 'Map', Items: '{% $states.input %}', MaxConcurrency: 2, ItemProcessor: processor, End: true };
    states.answer = (payload) => (payload === 2 ? broken : ok(payload));
    const arn = await states.start(states.create('map', jsonata({ M: map })), 'run', [1, 2, 3, 4]);
    await states.scheduler.run();
    expect((await describeRun(arn)).status).toBe('FAILED');
    const before = states.invoked.length;
    states.answer = ok;
    await redrive(arn);
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4]' });
    expect(states.invoked.slice(before)).not.toContain(1);
    expect(states.invoked.filter((payload) => payload === 2)).toHaveLength(2);
  });

  it('runs a distributed Map again by redriving its map run', async () => {
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...graph({ I: invoke('{% $states.input %}') }) };
    states.answer = (payload) => (payload === 2 ? broken : ok(payload));
    const arn = await states.start(
      states.create('run', jsonata({ M: { Type: 'Map', Items: [1, 2], ItemProcessor: processor, End: true } })),
    );
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    states.answer = ok;
    await redrive(arn);
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' });
    const redriven = (await eventsOf(arn)).find(({ type }) => type === 'MapRunRedriven');
    expect(redriven?.mapRunRedrivenEventDetails).toMatchObject({ redriveCount: 1, mapRunArn: expect.stringContaining(':mapRun:') });
    expect(states.invoked).toEqual([1, 2, 2]);
  });

  it('runs all of a Parallel again after States.DataLimitExceeded', async () => {
    const big = (payload: unknown) => ok(payload === 'b' ? 'x'.repeat(200_000) : 'y'.repeat(100_000));
    states.answer = big;
    const branches = [graph({ A: invoke('a') }), graph({ B: invoke('b') })];
    const Output = '{% $join($states.result) %}';
    const machine = jsonata({ P: { Type: 'Parallel', Branches: branches, Output, Next: 'Z' }, Z: { Type: 'Succeed' } });
    const arn = await states.start(states.create('large', machine));
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    await redrive(arn);
    await states.scheduler.run();
    expect(states.invoked).toEqual(['a', 'b', 'a', 'b']);
  });
});

describe('RedriveExecution', () => {
  const failed = async (name: string) => {
    states.answer = () => broken;
    const arn = await states.start(states.create(name, jsonata({ Work: invoke({}) })));
    await states.scheduler.run();
    return arn;
  };

  it('refuses an execution that runs, has succeeded, or ended more than 14 days ago, and says why', async () => {
    const running = await states.start(states.create('w', jsonata({ W: { Type: 'Wait', Seconds: 60, End: true } })));
    const refused = { name: 'ExecutionNotRedrivable', $metadata: { httpStatusCode: 400 } };
    await expect(redrive(running)).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/^Execution is RUNNING and cannot be redriven/),
    });
    await states.scheduler.run();
    await expect(redrive(running)).rejects.toMatchObject(refused);
    expect((await describeRun(running)).redriveStatusReason).toBe('Execution is SUCCEEDED and cannot be redriven');
    const old = await failed('old');
    await states.scheduler.advanceBy(14 * day);
    expect((await describeRun(old)).redriveStatus).toBe('REDRIVABLE');
    await states.scheduler.advanceBy(1);
    await expect(redrive(old)).rejects.toMatchObject(refused);
    expect((await describeRun(old)).redriveStatusReason).toBe('Execution redrivable period exceeded');
  });

  it('refuses an execution whose history is full', async () => {
    const loop = { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'L' }], Default: 'Z' };
    const arn = await states.start(states.create('loop', jsonata({ L: loop, Z: { Type: 'Succeed' } })));
    await states.scheduler.run();
    expect(await describeRun(arn)).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution history event limit exceeded',
    });
  });

  it('refuses an execution that does not exist', async () => {
    await expect(redrive('arn:aws:states:us-east-1:111111111111:execution:m:none')).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });

  it('counts a client token once for 15 minutes', async () => {
    const arn = await failed('token');
    await redrive(arn, 'again');
    await states.scheduler.run();
    await redrive(arn, 'again');
    expect(await describeRun(arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    await states.scheduler.advanceBy(15 * 60_000 + 1);
    await redrive(arn, 'again');
    expect(await describeRun(arn)).toMatchObject({ status: 'RUNNING', redriveCount: 2 });
  });
});
