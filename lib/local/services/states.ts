/** AWS Step Functions on its own wire (JSON 1.0): state machines, executions, task tokens. */
import { workflowStartMs } from '../aws-delays.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Invoker, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { uuid } from '../workflow/chance.ts';
import type { Machine, MachineType } from '../workflow/definition.ts';
import { UnsupportedDefinition } from '../workflow/diagnostics.ts';
import { Execution } from '../workflow/execution.ts';
import { type Json, sameJson } from '../workflow/json.ts';
import { parseMachine } from '../workflow/parse-machine.ts';
import type { TaskOutcome } from '../workflow/task-runner.ts';
import { Tokens } from '../workflow/tokens.ts';
import { answer, type Body, type Operation, optionalText, text } from './json-wire.ts';
import { jsonText, page } from './states-input.ts';
import { childDescription, describeEvent, describeExecution, describeMachine, listedExecution } from './states-shapes.ts';
import { type Refusal, type StartChild, StatesTasks } from './states-tasks.ts';

export interface StatesServiceOptions {
  readonly scheduler: Scheduler;
  readonly invoker: Invoker;
  readonly region: string;
  readonly account: string;
  /** AWS's sentence when a machine's role may not do what a task asks; everything is allowed without it. */
  readonly refusal?: Refusal;
  /** Called when an execution has started and when it is over. */
  readonly onChange?: (execution: Execution) => void;
}

export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type: MachineType;
  readonly createdAt: number;
  readonly machine: Machine;
}

/** 1 to 80 characters, without blanks, brackets, wildcards and some marks (API reference, StartExecution, `name`). [D] */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export class StatesService implements Service {
  readonly signingName = 'states';
  readonly #options: StatesServiceOptions;
  readonly #machines = new Map<string, MachineRecord>();
  readonly #executions = new Map<string, Execution>();
  readonly #listeners = new Map<string, (execution: Execution) => void>();
  readonly #tokens = new Tokens();
  readonly #tasks: StatesTasks;
  readonly #operations: Readonly<Record<string, Operation>>;

  constructor(options: StatesServiceOptions) {
    this.#options = options;
    this.#tasks = new StatesTasks({
      ...{ invoker: options.invoker, region: options.region, account: options.account },
      refusal: options.refusal ?? (() => undefined),
      startChild: (input, onEnd) => this.#startChild(input, onEnd),
      completeToken: (token, outcome) => {
        const task = this.#tokens.find(token);
        if (task && task !== 'closed') task.complete(outcome);
      },
    });
    this.#operations = {
      StartExecution: (input) => this.#startExecution(input),
      DescribeExecution: (input) => describeExecution(this.#execution(input)),
      StopExecution: (input) => this.#stopExecution(input),
      GetExecutionHistory: (input) => this.#history(input),
      ListExecutions: (input) => this.#listExecutions(input),
      DescribeStateMachine: (input) => describeMachine(this.#machine(text(input, 'stateMachineArn'))),
      ListStateMachines: (input) => this.#listMachines(input),
      SendTaskSuccess: (input) =>
        this.#complete(input, { ok: true, output: jsonText(text(input, 'output'), 'InvalidOutput', 'Invalid Output') }),
      SendTaskFailure: (input) =>
        this.#complete(input, { ok: false, error: optionalText(input, 'error'), cause: optionalText(input, 'cause') }),
      SendTaskHeartbeat: (input) => this.#task(input).heartbeat(),
    };
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, { contentType: 'application/x-amz-json-1.0' });
  }

  /** Returns the ARN. Throws InvalidDefinition for what AWS refuses and for what is not emulated. */
  createStateMachine(given: {
    readonly name: string;
    readonly definition: string;
    readonly roleArn: string;
    readonly type?: MachineType;
  }): string {
    const type = given.type ?? 'STANDARD';
    const machine = parseMachine(given.definition, { type, refusal: (resource) => this.#tasks.refusal(resource) });
    if (type === 'EXPRESS') throw new UnsupportedDefinition(['state machines of type EXPRESS']);
    const arn = `arn:aws:states:${this.#options.region}:${this.#options.account}:stateMachine:${given.name}`;
    this.#machines.set(arn, { ...given, type, arn, machine, createdAt: this.#options.scheduler.now() });
    return arn;
  }

  /** In order of starting. */
  executions(): readonly Execution[] {
    return [...this.#executions.values()];
  }

  /** The machine a task token belongs to: SendTask* name no ARN, IAM checks need one. */
  machineOfToken(token: string): string | undefined {
    const task = this.#tokens.find(token);
    return task === undefined || task === 'closed' ? undefined : task.machineArn;
  }

  #machine(arn: string): MachineRecord {
    const record = this.#machines.get(arn);
    if (!record) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return record;
  }

  #execution(input: Body): Execution {
    const arn = text(input, 'executionArn');
    const execution = this.#executions.get(arn);
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  #startExecution(input: Body): Json {
    const name = optionalText(input, 'name');
    const { execution } = this.#start(text(input, 'stateMachineArn'), name, optionalText(input, 'input') ?? '{}');
    return { executionArn: execution.options.arn, startDate: execution.startedAt / 1_000 };
  }

  #start(machineArn: string, wantedName: string | undefined, inputText: string): { execution: Execution; started: boolean } {
    const record = this.#machine(machineArn);
    const { scheduler, region, account, onChange } = this.#options;
    const name = wantedName ?? uuid(scheduler.random('states:execution-names'));
    if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    const input = jsonText(inputText, 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
    const arn = `arn:aws:states:${region}:${account}:execution:${record.name}:${name}`;
    const earlier = this.#executions.get(arn);
    if (earlier) {
      // API reference, StartExecution: idempotent for the same name and input while the execution runs. [D]
      if (earlier.status === 'RUNNING' && sameJson(earlier.options.input, input)) return { execution: earlier, started: false };
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution = new Execution({
      ...{ machine: record.machine, machineArn, machineName: record.name, roleArn: record.roleArn, type: record.type },
      ...{ arn, name, region, input, scheduler, runner: this.#tasks, tokens: this.#tokens },
      onEnd: (ended) => {
        this.#listeners.get(arn)?.(ended);
        onChange?.(ended);
      },
    });
    this.#executions.set(arn, execution);
    scheduler.after(workflowStartMs, `start ${record.name} ${name}`, async () => {
      await execution.begin();
    });
    onChange?.(execution);
    return { execution, started: true };
  }

  readonly #startChild: StartChild = (given, onEnd) => {
    const { execution } = this.#start(given.stateMachineArn, given.name, given.input);
    const { arn } = execution.options;
    if (onEnd) this.#listeners.set(arn, (ended) => onEnd(childDescription(ended), ended.status === 'SUCCEEDED'));
    return { executionArn: arn, startDate: execution.startedAt };
  };

  #stopExecution(input: Body): Json {
    const execution = this.#execution(input);
    const { scheduler } = this.#options;
    scheduler.after(0, `stop ${execution.options.name}`, () => execution.stop(optionalText(input, 'error'), optionalText(input, 'cause')));
    return { stopDate: (execution.endedAt ?? scheduler.now()) / 1_000 };
  }

  #history(input: Body): Json {
    const { events } = this.#execution(input).history;
    const ordered = input['reverseOrder'] === true ? events.toReversed() : events;
    const { items, nextToken } = page(ordered, input);
    const withData = input['includeExecutionData'] !== false;
    return { events: items.map((event) => describeEvent(event, withData)), ...nextToken };
  }

  #listExecutions(input: Body): Json {
    const record = this.#machine(text(input, 'stateMachineArn'));
    const status = optionalText(input, 'statusFilter');
    const found = this.executions().filter(
      (execution) => execution.options.machineArn === record.arn && (status === undefined || execution.status === status),
    );
    const { items, nextToken } = page(found.toReversed(), input);
    return { executions: items.map(listedExecution), ...nextToken };
  }

  #listMachines(input: Body): Json {
    const { items, nextToken } = page([...this.#machines.values()], input);
    const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: createdAt / 1_000,
    }));
    return { stateMachines, ...nextToken };
  }

  #task(input: Body): Exclude<ReturnType<Tokens['find']>, 'closed' | undefined> {
    const token = text(input, 'taskToken');
    const task = this.#tokens.find(token);
    // Texts: [S]. A token this service never gave is malformed; one whose task is over has timed out.
    if (task === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (task === 'closed') throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    return task;
  }

  #complete(input: Body, outcome: TaskOutcome): void {
    this.#task(input).complete(outcome);
  }
}
