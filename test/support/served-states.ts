/** Step Functions behind the unchanged SDK client, in virtual time, with functions that a test answers for. */
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { InvokeResult } from '#lib/local/service.ts';
import { StatesService } from '#lib/local/services/states.ts';
import { clientOptions, type ServedService, serve } from './service-server.ts';
import { VirtualScheduler } from './virtual-scheduler.ts';

type Fields = Readonly<Record<string, unknown>>;

export const roleArn = 'arn:aws:iam::111111111111:role/machine';
export const graph = (states: Fields): Fields => ({ StartAt: Object.keys(states)[0], States: states });
export const jsonata = (states: Fields, more: Fields = {}): Fields => ({ QueryLanguage: 'JSONata', ...graph(states), ...more });
/** A task that calls the function `work` with what the payload says. */
export const invoke = (payload: unknown, more: Fields = { End: true }): Fields => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: payload },
  Output: '{% $states.result.Payload %}',
  ...more,
});
export const ok = (payload: unknown): InvokeResult => ({ ok: true, payload });
export const broken: InvokeResult = { ok: false, errorType: 'Broken', errorMessage: 'no' };

export interface ServedStates {
  client: SFNClient;
  service: StatesService;
  scheduler: VirtualScheduler;
  /** Payloads the functions were called with, in order. */
  invoked: unknown[];
  answer: (payload: unknown) => InvokeResult;
  /** Starts an execution and gives its ARN. */
  start(stateMachineArn: string, name?: string, input?: unknown): Promise<string>;
  create(name: string, definition: Fields): string;
}

/** A fresh service for every test of the file. */
export function servedStates(): ServedStates {
  let served: ServedService;
  const states = {
    start: async (stateMachineArn: string, name?: string, input: unknown = {}) => {
      const { executionArn } = await states.client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return executionArn ?? '';
    },
    create: (name: string, definition: Fields) =>
      states.service.createStateMachine({ name, definition: JSON.stringify(definition), roleArn }),
  } as ServedStates;
  beforeAll(async () => {
    served = await serve({ signingName: 'states', handle: (request) => states.service.handle(request) });
    states.client = new SFNClient(clientOptions(served));
  });
  afterAll(() => served.close());
  beforeEach(() => {
    states.scheduler = new VirtualScheduler();
    states.invoked = [];
    states.answer = () => ok({ done: true });
    const invoker = {
      invoke: async (_arn: string, payload: unknown) => {
        states.invoked.push(payload);
        return states.answer(payload);
      },
    };
    states.service = new StatesService({ scheduler: states.scheduler, invoker, region: 'us-east-1', account: '111111111111' });
  });
  return states;
}
