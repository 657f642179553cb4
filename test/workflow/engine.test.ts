/** The engine's own promises, beyond what the recordings show. */
import { describe, expect, it } from 'vitest';
import {
  Execution,
  type Json,
  parseMachine,
  type TaskRequest,
  type TaskRunner,
  type TaskStart,
  Tokens,
} from '#lib/local/workflow/engine.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

type Answer = (task: TaskRequest, attempt: number) => TaskStart;

const ok = (output: Json): TaskStart => ({ kind: 'ended', outcome: { ok: true, output } });
const fail = (error: string, cause = ''): TaskStart => ({ kind: 'ended', outcome: { ok: false, error, cause } });
const hang: Answer = () => ({ kind: 'running' });

const LAMBDA = 'arn:aws:states:::lambda:invoke';
/** Branches and processors take the machine's language and name none. */
const graph = (states: Record<string, object>) => ({ StartAt: Object.keys(states)[0], States: states });
const jsonata = (states: Record<string, object>, more: object = {}) => ({ QueryLanguage: 'JSONata', ...graph(states), ...more });
const pass = (output: Json, more: object = { End: true }) => ({ Type: 'Pass', Output: output, ...more });

function set(definition: object, input: Json = {}, answer: Answer = () => ok(null)) {
  const scheduler = new VirtualScheduler();
  const tokens = new Tokens();
  const tasks: TaskRequest[] = [];
  const times: number[] = [];
  const startedAt = scheduler.now();
  const runner: TaskRunner = {
    refusal: () => undefined,
    start: async (task) => {
      tasks.push(task);
      times.push((scheduler.now() - startedAt) / 1_000);
      return answer(task, tasks.length);
    },
  };
  const account = 'arn:aws:states:us-east-1:111111111111';
  const execution = new Execution({
    ...{ machine: parseMachine(JSON.stringify(definition)), machineName: 'm', machineArn: `${account}:stateMachine:m`, name: 'run' },
    ...{
      arn: `${account}:execution:m:run`,
      roleArn: 'arn:aws:iam::111111111111:role/m',
      region: 'us-east-1',
      input,
      scheduler,
      runner,
      tokens,
    },
  });
  scheduler.after(0, 'start', () => execution.begin());
  const seconds = () => ((execution.endedAt ?? scheduler.now()) - startedAt) / 1_000;
  return { scheduler, execution, tasks, times, tokens, seconds };
}

async function run(definition: object, input: Json = {}, answer?: Answer) {
  const all = set(definition, input, answer);
  await all.scheduler.run();
  const { status, output, error, cause, history } = all.execution;
  return { ...all, status, output, error, cause, events: history.events.map((event) => event.type) };
}

describe('time', () => {
  it('passes virtually in Wait states, by seconds and until a time', async () => {
    const machine = jsonata({
      A: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'B' },
      B: { Type: 'Wait', Timestamp: '{% $fromMillis($toMillis($states.context.Execution.StartTime) + 3600000) %}', End: true },
    });
    const { status, seconds } = await run(machine, { s: 900 });
    expect([status, seconds()]).toEqual(['SUCCEEDED', 3_600]);
  });

  it('is virtual in expressions too', async () => {
    const { output } = await run(
      jsonata({
        A: { Type: 'Wait', Seconds: 60, Next: 'B' },
        B: pass({ now: '{% $now() %}', ms: '{% $millis() %}', year: "{% $now('[Y]') %}" }),
      }),
    );
    expect(output).toEqual({ now: '2026-01-01T00:01:00.000Z', ms: Date.UTC(2026, 0, 1, 0, 1), year: '2026' });
  });

  // Source: States Language, "Timeouts"; ExecutionTimedOut has States.Timeout.
  it("ends the execution at the machine's TimeoutSeconds, and its tasks with it", async () => {
    const { status, error, events, seconds, tokens, tasks } = await run(
      jsonata({ A: { Type: 'Task', Resource: LAMBDA, Arguments: {}, End: true } }, { TimeoutSeconds: 30 }),
      {},
      hang,
    );
    expect([status, error, seconds(), events.at(-1)]).toEqual(['TIMED_OUT', 'States.Timeout', 30, 'ExecutionTimedOut']);
    expect(tokens.find(tasks[0]?.token ?? '')).toBe('closed');
  });
});

describe('retries', () => {
  const machine = (retry: object[], more: object = {}) =>
    jsonata({
      A: { Type: 'Task', Resource: LAMBDA, Arguments: { n: '{% $states.context.State.RetryCount %}' }, Retry: retry, End: true, ...more },
    });

  // Source: States Language, "Retrying after error": interval × backoff rate ^ attempt, capped by MaxDelaySeconds.
  it('wait longer each time, up to the cap', async () => {
    const { times, tasks, error } = await run(
      machine([{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 }]),
      {},
      () => fail('Busy'),
    );
    expect(times).toEqual([0, 2, 8, 18, 28]);
    expect(tasks.map((task) => task.arguments)).toEqual([0, 1, 2, 3, 4].map((n) => ({ n })));
    expect(error).toBe('Busy');
  });

  it('default to 1 second, doubling, three times', async () => {
    const { times } = await run(machine([{ ErrorEquals: ['States.ALL'] }]), {}, () => fail('Any'));
    expect(times).toEqual([0, 1, 3, 7]);
  });

  it('with full jitter wait between nothing and the delay, the same each run', async () => {
    const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, MaxAttempts: 5, BackoffRate: 1, JitterStrategy: 'FULL' }];
    const first = (await run(machine(retry), {}, () => fail('Any'))).times;
    const gaps = first.slice(1).map((time, at) => time - (first[at] ?? 0));
    expect(gaps.every((gap) => gap >= 0 && gap <= 100)).toBe(true);
    expect(new Set(gaps).size).toBeGreaterThan(1);
    expect((await run(machine(retry), {}, () => fail('Any'))).times).toEqual(first);
  });

  // Source: Developer Guide, "Handling errors": MaxDelaySeconds bounds the delay before jitter is drawn from it.
  it('with full jitter never wait longer than the cap', async () => {
    const capped = {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 5,
      BackoffRate: 10,
      MaxAttempts: 8,
      MaxDelaySeconds: 20,
      JitterStrategy: 'FULL',
    };
    const { times } = await run(machine([capped]), {}, () => fail('Any'));
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(gaps).toHaveLength(8);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20);
    expect(Math.max(...gaps)).toBeGreaterThan(5);
    expect(gaps[0]).toBeLessThanOrEqual(5);
  });

  it('count per retrier', async () => {
    const retry = [
      { ErrorEquals: ['Busy'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
    ];
    const errors = ['Other', 'Busy', 'Other', 'Busy'];
    const { tasks, error } = await run(machine(retry), {}, (_, attempt) => fail(errors[attempt - 1] ?? 'None'));
    expect([tasks.length, error]).toEqual([4, 'Busy']);
  });

  // Source: Developer Guide, "Error names": States.TaskFailed matches all but States.Timeout; HeartbeatTimeout has a name of its own.
  it.for([
    [{ TimeoutSeconds: 5 }, 'States.TaskFailed', 1],
    [{ TimeoutSeconds: 5 }, 'States.Timeout', 2],
    [{ TimeoutSeconds: 5 }, 'States.HeartbeatTimeout', 1],
    [{ HeartbeatSeconds: 5 }, 'States.HeartbeatTimeout', 2],
    [{ TimeoutSeconds: 5 }, 'States.ALL', 2],
  ] as const)('of a task with %j answer %s: %d attempts', async ([limits, name, attempts]) => {
    const { tasks, error } = await run(machine([{ ErrorEquals: [name], MaxAttempts: 1 }], limits), {}, hang);
    expect([tasks.length, error]).toEqual([attempts, 'States.Timeout']);
  });
});

describe('catchers', () => {
  it('hand on the error, assign variables and choose the way', async () => {
    const { output } = await run(
      jsonata({
        A: {
          ...{ Type: 'Task', Resource: LAMBDA, Arguments: {}, End: true },
          Catch: [
            {
              ErrorEquals: ['Busy'],
              Next: 'B',
              Output: { was: '{% $states.input %}' },
              Assign: { why: '{% $states.errorOutput.Cause %}' },
            },
          ],
        },
        B: pass({ in: '{% $states.input %}', why: '{% $why %}' }),
      }),
      7,
      () => fail('Busy', 'full'),
    );
    expect(output).toEqual({ in: { was: 7 }, why: 'full' });
  });

  it('catch a query that fails, named by its field', async () => {
    const { output, events } = await run(
      jsonata({
        A: {
          Type: 'Task',
          Resource: LAMBDA,
          Arguments: { x: '{% $none %}' },
          End: true,
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
        },
        B: { Type: 'Pass', End: true },
      }),
    );
    expect(output).toMatchObject({
      Error: 'States.QueryEvaluationError',
      Cause: expect.stringContaining("'Arguments/x' returned nothing"),
    });
    expect(events).toContain('EvaluationFailed');
  });
});

describe('variables', () => {
  // Source: Developer Guide, "Passing data between states with variables": Assign and Output see the values from before.
  it('change after the state, all at once', async () => {
    const { output } = await run(
      jsonata({
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x + 10 * $y %}', Next: 'C' },
        C: pass(['{% $states.input %}', '{% $x %}', '{% $y %}']),
      }),
    );
    expect(output).toEqual([21, 2, 1]);
  });

  it('of an iteration stay inside it; outer ones can be read', async () => {
    const inner = graph({ P: { Type: 'Pass', Assign: { mine: '{% $states.input * $outer %}' }, Next: 'Q' }, Q: pass('{% $mine %}') });
    const { status, error, output } = await run(
      jsonata({
        A: { Type: 'Pass', Assign: { outer: 10 }, Next: 'M' },
        M: { Type: 'Map', Items: [1, 2, 3], ItemProcessor: inner, Next: 'E' },
        E: pass({ all: '{% $states.input %}', leaked: '{% $exists($mine) %}' }),
      }),
    );
    expect([status, error]).toEqual(['SUCCEEDED', undefined]);
    expect(output).toEqual({ all: [10, 20, 30], leaked: false });
  });
});

describe('branches', () => {
  const work = (n: number) => graph({ [`T${n}`]: { Type: 'Task', Resource: LAMBDA, Arguments: n, End: true } });

  it('of Parallel run beside each other and keep their order', async () => {
    const machine = jsonata({
      P: {
        Type: 'Parallel',
        Branches: [
          graph({ W: { Type: 'Wait', Seconds: 50, Output: 'slow', End: true } }),
          graph({ W2: { Type: 'Wait', Seconds: 20, Output: 'fast', End: true } }),
        ],
        End: true,
      },
    });
    const { output, seconds } = await run(machine);
    expect([output, seconds()]).toEqual([['slow', 'fast'], 50]);
  });

  it('stop when a sibling fails; their tasks are answered no more', async () => {
    const { status, error, events, tokens, tasks } = await run(
      jsonata({ P: { Type: 'Parallel', Branches: [work(0), work(1)], End: true } }),
      {},
      (task) => (task.arguments === 1 ? fail('Broken') : { kind: 'running' }),
    );
    expect([status, error]).toEqual(['FAILED', 'Broken']);
    expect(events.filter((type) => type === 'TaskStateAborted')).toHaveLength(2);
    expect(tokens.find(tasks[0]?.token ?? '')).toBe('closed');
  });

  it('of a Map keep to MaxConcurrency', async () => {
    const iteration = graph({ W: { Type: 'Wait', Seconds: 10, End: true } });
    const map = (MaxConcurrency: number) =>
      jsonata({ M: { Type: 'Map', Items: '{% [1..6] %}', MaxConcurrency, ItemProcessor: iteration, End: true } });
    expect((await run(map(2))).seconds()).toBe(30);
    expect((await run(map(0))).seconds()).toBe(10);
  });
});

describe('stopping', () => {
  it('before the start leaves nothing to run', async () => {
    const { scheduler, execution, tasks } = set(jsonata({ A: { Type: 'Task', Resource: LAMBDA, Arguments: {}, End: true } }));
    await execution.stop();
    await scheduler.run();
    expect([execution.status, tasks.length]).toEqual(['ABORTED', 0]);
  });

  it('unwinds waiting states at once', async () => {
    const { scheduler, execution } = set(jsonata({ A: { Type: 'Wait', Seconds: 1_000, End: true } }));
    await scheduler.advanceBy(5_000);
    await execution.stop('Enough');
    expect([execution.status, execution.error, execution.history.events.at(-1)?.type]).toEqual(['ABORTED', 'Enough', 'ExecutionAborted']);
    const before = scheduler.now();
    await scheduler.run();
    expect(scheduler.now()).toBe(before);
  });
});

describe('limits', () => {
  it('fail a task whose result is above 256 KiB', async () => {
    const machine = jsonata({ A: { Type: 'Task', Resource: LAMBDA, Arguments: {}, End: true } });
    expect(await run(machine, {}, () => ok('x'.repeat(262_143)))).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await run(machine, {}, () => ok('x'.repeat(262_142)))).toMatchObject({ status: 'SUCCEEDED' });
  });

  const loop = jsonata({ A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'A' }], Default: 'Z' }, Z: { Type: 'Succeed' } });

  // Measured on AWS: event 25,000 is the failure, 24,999 the last of the machine's own (floci-io/floci#2734 [S]).
  it('end an execution at 25,000 events', async () => {
    const { status, error, cause, execution } = await run(loop);
    expect([status, error, cause]).toEqual([
      'FAILED',
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
    ]);
    const [last, failure] = execution.history.events.slice(-2);
    expect([last?.id, last?.type, failure?.id, failure?.type]).toEqual([24_999, 'ChoiceStateExited', 25_000, 'ExecutionFailed']);
  });

  it('end all branches of an execution with it', async () => {
    const busy = graph({
      V: { Type: 'Wait', Seconds: 1, Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }], Default: 'Y' },
      Y: { Type: 'Succeed' },
    });
    const waits = graph({ W: { Type: 'Task', Resource: LAMBDA, End: true } });
    const { status, execution, tokens, tasks, scheduler } = await run(
      jsonata({ P: { Type: 'Parallel', Branches: [waits, busy], End: true } }),
      {},
      hang,
    );
    expect([status, execution.history.events.length, scheduler.now() - execution.startedAt]).toEqual(['FAILED', 25_000, 1_000]);
    expect(tokens.find(tasks[0]?.token ?? '')).toBe('closed');
  });

  // Source: Developer Guide, "Handling errors", States.DataLimitExceeded: also what Parameters or Arguments make.
  it('fail a task whose arguments are above 256 KiB before it is called', async () => {
    const machine = jsonata({ A: { Type: 'Task', Resource: LAMBDA, Arguments: '{% $states.input & $states.input %}', End: true } });
    const { error, tasks } = await run(machine, 'x'.repeat(140_000));
    expect([error, tasks.length]).toEqual(['States.DataLimitExceeded', 0]);
  });

  // Source: Developer Guide, "Passing data between states with variables", Limits: 256 KiB a variable and an Assign, 10 MiB together.
  it.for([
    ['one variable', { a: "{% $pad('', 270000, 'x') %}" }],
    ['what one Assign sets', { a: "{% $pad('', 140000, 'x') %}", b: "{% $pad('', 140000, 'x') %}" }],
  ] as const)('end an execution with more than 256 KiB in %s', async ([, Assign]) => {
    expect(await run(jsonata({ A: { Type: 'Pass', Assign, Output: 1, End: true } }))).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it('end an execution with more than 10 MiB of variables', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 42 }, (_, n) => [
        `S${n}`,
        { Type: 'Pass', Assign: { [`v${n}`]: "{% $pad('', 260000, 'x') %}" }, ...(n < 41 ? { Next: `S${n + 1}` } : { End: true }) },
      ]),
    );
    const { error, events } = await run(jsonata(states));
    expect([error, events.filter((type) => type === 'PassStateExited').length]).toEqual(['States.DataLimitExceeded', 40]);
  });

  // Source: Developer Guide, quotas, "Maximum execution time": one year, then States.Timeout.
  it('end an execution after a year', async () => {
    const { status, seconds } = await run(jsonata({ A: { Type: 'Wait', Seconds: 99_999_999, End: true } }));
    expect([status, seconds()]).toEqual(['TIMED_OUT', 365 * 86_400]);
  });

  // Source: Developer Guide, "Map state": at most 40 iterations at once, whatever MaxConcurrency says.
  it('let no more than 40 iterations of an inline Map run at once', async () => {
    const iteration = graph({ W: { Type: 'Wait', Seconds: 10, End: true } });
    const map = (MaxConcurrency: number) =>
      jsonata({ M: { Type: 'Map', Items: '{% [1..80] %}', MaxConcurrency, ItemProcessor: iteration, End: true } });
    expect((await run(map(80))).seconds()).toBe(20);
  });
});

describe('JSONata functions of AWS', () => {
  // Source: Step Functions Developer Guide, "JSONata functions provided by Step Functions".
  it.for([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$parse(\'{"a":1}\').a', 1],
    ['$random(42) = $random(42)', true],
    ["$match($uuid(), /^[0-9a-f-]{36}$/).match != ''", true],
  ] as const)('%s', async ([expression, value]) => {
    expect((await run(jsonata({ A: pass(`{% ${expression} %}`) }))).output).toEqual(value);
  });

  it('without $eval', async () => {
    expect(await run(jsonata({ A: pass("{% $eval('1') %}") }))).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('T1006'),
    });
  });
});
