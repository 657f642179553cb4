/** What the workflow engine costs: CPU time to start 1,000 short executions over Step Functions' own wire and to run them to their end. */
import { Buffer } from 'node:buffer';
import { StatesService } from '#lib/local/services/states.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';
import { type Figure, figure, median } from './figure.ts';

const executions = 1_000;
const rounds = 5;

/** Five states as workflows have them: data shaped by JSONata, a choice, a call, a wait. */
const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Pass',
      Assign: { id: '{% $states.input.incident.id %}', level: "{% $states.input.incident.severity = 'critical' ? 3 : 1 %}" },
      Output: { id: '{% $states.input.incident.id %}', labels: '{% $states.input.incident.labels[$contains("e")] %}' },
      Next: 'Decide',
    },
    Decide: { Type: 'Choice', Choices: [{ Condition: '{% $level > 2 and $exists($id) %}', Next: 'Call' }], Default: 'Done' },
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'notify', Payload: { id: '{% $id %}', at: '{% $now() %}', input: '{% $states.input %}' } },
      Output: '{% $states.result.Payload %}',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: '{% 60 * $level %}', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
});

const body = (stateMachineArn: string, n: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      stateMachineArn,
      name: `run-${n}`,
      input: JSON.stringify({ incident: { id: `inc-${n}`, severity: 'critical', labels: ['one', 'two', 'three'] } }),
    }),
  );

/** CPU seconds of one round; throws when an execution did not succeed. */
const once = async (): Promise<number> => {
  const scheduler = new VirtualScheduler();
  const invoker = { invoke: async () => ({ ok: true, payload: { delivered: true } }) as const };
  const service = new StatesService({ scheduler, invoker, region: 'us-east-1', account: '111111111111' });
  const arn = service.createStateMachine({ name: 'short', definition, roleArn: 'arn:aws:iam::111111111111:role/short' });
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    operation: 'StartExecution',
    accessKeyId: 'test',
  };
  const before = process.cpuUsage();
  for (let n = 0; n < executions; n += 1) await service.handle({ ...request, body: body(arn, n) });
  await scheduler.run();
  const { user, system } = process.cpuUsage(before);
  const succeeded = service.executions().filter(({ status }) => status === 'SUCCEEDED').length;
  if (succeeded !== executions) throw new Error(`${succeeded} of ${executions} executions succeeded`);
  return (user + system) / 1e6;
};

export const run = async (): Promise<Figure[]> => {
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await once());
  const [first = Number.NaN] = figures;
  return [
    figure({ name: 'workflow: 1,000 short executions, cold', value: first, unit: 'CPU s', floor: 5, target: 1.5, lowerIsBetter: true }),
    figure({ name: 'workflow: 1,000 short executions', value: median(figures), unit: 'CPU s', floor: 5, target: 1, lowerIsBetter: true }),
  ];
};
