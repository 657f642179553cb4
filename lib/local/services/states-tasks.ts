/** What Task states may call in the local cloud: functions, and other state machines. */
import { AwsError, type InvokeResult, type Invoker } from '../service.ts';
import { isObject, type Json } from '../workflow/json.ts';
import type { TaskOutcome, TaskRequest, TaskResource, TaskRunner, TaskStart } from '../workflow/task-runner.ts';
import { machineArnOf } from './states-machines.ts';

const SUPPORTED = new Set(['lambda:invoke', 'lambda:invoke.waitForTaskToken', 'states:startExecution', 'states:startExecution.sync:2']);

/** Starts an execution for a task; `onEnd` hears of its end. */
type StartChild = (
  input: { readonly stateMachineArn: string; readonly name?: string; readonly input: string },
  onEnd?: (description: Json, succeeded: boolean) => void,
) => { readonly executionArn: string; readonly startDate: number };

/** What a task is about to do under its machine's role; the answer is AWS's sentence when it may not. */
export type Refusal = (attempt: {
  readonly machineName: string;
  readonly roleArn: string;
  readonly session: string;
  readonly action: string;
  readonly resource: string;
}) => string | undefined;

export interface StatesTasksOptions {
  readonly invoker: Invoker;
  readonly region: string;
  readonly account: string;
  readonly refusal: Refusal;
  readonly startChild: StartChild;
  readonly completeToken: (token: string, outcome: TaskOutcome) => void;
  readonly after: (delayMs: number, label: string, run: () => void) => void;
}

interface Failed {
  readonly failed: TaskOutcome;
  readonly tookMs?: number;
}

export class StatesTasks implements TaskRunner {
  readonly #options: StatesTasksOptions;

  constructor(options: StatesTasksOptions) {
    this.#options = options;
  }

  refusal(resource: TaskResource): string | undefined {
    if (resource.kind === 'function') return undefined;
    const name = resource.kind === 'activity' ? 'activities' : `${resource.service}:${resource.action}`;
    return SUPPORTED.has(name) ? undefined : `the resource '${resource.arn}' (${name})`;
  }

  async start(task: TaskRequest): Promise<TaskStart> {
    const { resource } = task;
    if (resource.kind === 'function') {
      const result = await this.#invoke(task, resource.arn, task.arguments);
      return 'failed' in result ? this.#failed(task, result) : { kind: 'ended', outcome: { ok: true, output: result.payload } };
    }
    if (resource.kind === 'integration' && resource.service === 'lambda') return this.#lambdaInvoke(task, resource.pattern);
    if (resource.kind === 'integration' && resource.service === 'states') return this.#startExecution(task, resource.pattern);
    return failed('States.Runtime', `The resource '${resource.arn}' is not emulated locally`);
  }

  async #lambdaInvoke(task: TaskRequest, pattern: string): Promise<TaskStart> {
    const given = isObject(task.arguments) ? task.arguments : {};
    const name = given['FunctionName'];
    if (typeof name !== 'string') return failed('Lambda.ValidationException', 'FunctionName is required');
    const result = await this.#invoke(task, this.#functionArn(name), given['Payload'] ?? {});
    if ('failed' in result) return this.#failed(task, result);
    const output = invokeOutput(result.payload);
    return pattern === 'waitForTaskToken' ? { kind: 'submitted', output } : { kind: 'ended', outcome: { ok: true, output } };
  }

  /** A function whose time is over is not heard of before that. */
  #failed(task: TaskRequest, { failed, tookMs = 0 }: Failed): TaskStart {
    if (tookMs === 0) return { kind: 'ended', outcome: failed };
    this.#options.after(tookMs, `late end of ${task.stateName}`, () => this.#options.completeToken(task.token, failed));
    return { kind: 'running' };
  }

  #functionArn(name: string): string {
    const { region, account } = this.#options;
    return name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  }

  async #invoke(task: TaskRequest, arn: string, payload: Json): Promise<{ readonly payload: Json } | Failed> {
    const refusal = this.#refusal(task, 'lambda:InvokeFunction', arn);
    // Error and cause as recorded on AWS (awslabs/aws-deployment-framework#460). [S]
    if (refusal) return { failed: { ok: false, error: 'Lambda.AWSLambdaException', cause: serviceCause(refusal, 'AWSLambda', 403) } };
    try {
      const result = await this.#options.invoker.invoke(arn, payload);
      if (result.ok) return { payload: (result.payload ?? null) as Json };
      const failed = { ok: false, error: result.errorType, cause: functionCause(result) } as const;
      return result.tookMs === undefined ? { failed } : { failed, tookMs: result.tookMs };
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      const cause = `${problem.message} (Service: AWSLambda; Status Code: ${problem.status}; Error Code: ${problem.code}; Request ID: local; Proxy: null)`;
      return { failed: { ok: false, error: `Lambda.${problem.code}`, cause } };
    }
  }

  #refusal({ executionArn, roleArn }: TaskRequest, action: string, resource: string): string | undefined {
    const [session = '', machineName = ''] = executionArn.split(':').toReversed();
    return this.#options.refusal({ machineName, roleArn, session, action, resource });
  }

  #startExecution(task: TaskRequest, pattern: string): TaskStart {
    const given = isObject(task.arguments) ? task.arguments : {};
    const { StateMachineArn: stateMachineArn, Name: name, Input: input } = given;
    if (typeof stateMachineArn !== 'string') return failed('StepFunctions.ValidationException', 'StateMachineArn is required');
    const refusal = this.#refusal(task, 'states:StartExecution', machineArnOf(stateMachineArn));
    // By analogy with the function's. [U]
    if (refusal) return failed('StepFunctions.AccessDeniedException', serviceCause(refusal, 'AWSStepFunctions', 400));
    const request = {
      stateMachineArn,
      ...(typeof name === 'string' ? { name } : {}),
      input: typeof input === 'string' ? input : JSON.stringify(input ?? {}),
    };
    const onEnd = (description: Json, succeeded: boolean) =>
      this.#options.completeToken(
        task.token,
        succeeded ? { ok: true, output: description } : { ok: false, error: 'States.TaskFailed', cause: JSON.stringify(description) },
      );
    try {
      const started = this.#options.startChild(request, pattern === 'sync:2' ? onEnd : undefined);
      const output = { ExecutionArn: started.executionArn, StartDate: new Date(started.startDate).toISOString() };
      return pattern === 'sync:2' ? { kind: 'submitted', output } : { kind: 'ended', outcome: { ok: true, output } };
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      // Text recorded on AWS.
      const cause = `${problem.message} (Service: AWSStepFunctions; Status Code: ${problem.status}; Error Code: ${problem.code}; Request ID: local; Proxy: null)`;
      return failed(`StepFunctions.${problem.code}Exception`, cause);
    }
  }
}

const serviceCause = (message: string, service: string, status: number): string =>
  `${message} (Service: ${service}; Status Code: ${status}; Error Code: AccessDeniedException; Request ID: local; Proxy: null)`;

const failed = (error: string, cause: string): TaskStart => ({ kind: 'ended', outcome: { ok: false, error, cause } });

/** The error object a Node function leaves, as Step Functions hands it on. */
function functionCause(result: Extract<InvokeResult, { ok: false }>): string {
  const { errorType, errorMessage, trace } = result;
  // AWS Step Functions Developer Guide, "Handling Lambda service exceptions": unhandled runtime errors have no type. [D]
  if (errorType === 'Lambda.Unknown')
    return `The cause could not be determined because Lambda did not return an error type. Returned payload: ${JSON.stringify({ errorMessage })}`;
  return JSON.stringify({ errorType, errorMessage, ...(trace ? { trace } : {}) });
}

/** What `lambda:invoke` returns, headers included (members as recorded on AWS). */
function invokeOutput(payload: Json): Json {
  const length = String(JSON.stringify(payload).length);
  const headers = { 'Content-Length': length, 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ...{ ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 },
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: 'local' },
  };
}
