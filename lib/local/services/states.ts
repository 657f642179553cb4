/** AWS Step Functions on its own wire (JSON 1.0): state machines, versions, aliases, executions, task tokens. */
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Invoker, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import type { Execution } from '../workflow/execution.ts';
import type { Json } from '../workflow/json.ts';
import type { TaskOutcome } from '../workflow/task-runner.ts';
import { Tokens } from '../workflow/tokens.ts';
import { answer, type Body, type Operation, optionalText, text } from './json-wire.ts';
import { answeringDefinitions, definitionParser, validation } from './states-definition.ts';
import { Executions } from './states-executions.ts';
import { jsonText, limitedText, machineType, oneOf, optionalLimitedText, page, pageSize } from './states-input.ts';
import { type NewMachine, StateMachines, type Version } from './states-machines.ts';
import { routingOf } from './states-routing.ts';
import {
  childDescription,
  describeAlias,
  describeEvent,
  describeExecution,
  describeMachine,
  listedAlias,
  listedExecution,
  listedMachine,
  machineOfExecution,
  publishedVersion,
} from './states-shapes.ts';
import { type Refusal, StatesTasks } from './states-tasks.ts';

export interface StatesServiceOptions {
  readonly scheduler: Scheduler;
  readonly invoker: Invoker;
  readonly region: string;
  readonly account: string;
  /** AWS's sentence when a machine's role may not do what a task asks; everything is allowed without it. */
  readonly refusal?: Refusal;
  /** What AWS takes until an execution begins; nothing without it. */
  readonly startDelayMs?: number;
  /** Called when an execution has started, is redriven, and when it is over. */
  readonly onChange?: (execution: Execution) => void;
}

// Lengths: API reference of each call [D].
const ERROR_LENGTH = 256;
const CAUSE_LENGTH = 32_768;
const TOKEN_LENGTH = 2_048;
const ARN_LENGTH = 256;
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export class StatesService implements Service {
  readonly signingName = 'states';
  readonly #scheduler: Scheduler;
  readonly #tokens = new Tokens();
  readonly #parse: ReturnType<typeof definitionParser>;
  readonly #machines: StateMachines;
  readonly #executions: Executions;
  readonly #operations: Readonly<Record<string, Operation>>;

  constructor(options: StatesServiceOptions) {
    const { scheduler, region, account, onChange, startDelayMs = 0 } = options;
    this.#scheduler = scheduler;
    const runner = new StatesTasks({
      ...{ invoker: options.invoker, region, account },
      refusal: options.refusal ?? (() => undefined),
      startChild: (given, onEnd) => {
        const tell = onEnd && ((ended: Execution) => onEnd(childDescription(ended), ended.status === 'SUCCEEDED'));
        const execution = this.#executions.start(given.stateMachineArn, given.name, given.input, tell);
        return { executionArn: execution.options.arn, startDate: execution.startedAt };
      },
      after: (delayMs, label, run) => void scheduler.after(delayMs, label, run),
      completeToken: (token, outcome) => {
        const task = this.#tokens.find(token);
        if (task && task !== 'closed') task.complete(outcome);
      },
    });
    this.#parse = definitionParser((resource) => runner.refusal(resource));
    this.#machines = new StateMachines({ scheduler, region, account, parse: this.#parse });
    this.#executions = new Executions({
      ...{ scheduler, region, account, machines: this.#machines, runner, tokens: this.#tokens, startDelayMs, onChange },
    });
    this.#operations = {
      ...this.#machineOperations(),
      ...this.#versionOperations(),
      ...this.#executionOperations(),
      ...this.#taskOperations(),
    };
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations, { contentType: 'application/x-amz-json-1.0' });
  }

  /** Returns the ARN. Throws InvalidDefinition for what AWS refuses, UnsupportedDefinition for what is not emulated. */
  createStateMachine(given: NewMachine): string {
    return this.#machines.create(given).arn;
  }

  publishVersion(arn: string, options: { readonly revisionId: string | undefined; readonly description: string | undefined }): Version {
    return this.#machines.publish(arn, options);
  }

  /** Returns the ARN. */
  createAlias(given: Parameters<StateMachines['createAlias']>[0]): string {
    return this.#machines.createAlias(given).arn;
  }

  /** In order of starting. */
  executions(): readonly Execution[] {
    return this.#executions.all().map(({ execution }) => execution);
  }

  /** The machine a task token belongs to: SendTask* name no ARN, IAM checks need one. */
  machineOfToken(token: string): string | undefined {
    const task = this.#tokens.find(token);
    return task === undefined || task === 'closed' ? undefined : task.machineArn;
  }

  #machineOperations(): Readonly<Record<string, Operation>> {
    return {
      CreateStateMachine: (input) => this.#create(input),
      UpdateStateMachine: (input) => this.#update(input),
      DeleteStateMachine: (input) => this.#delete(text(input, 'stateMachineArn')),
      DescribeStateMachine: (input) => describeMachine(this.#machines.target(text(input, 'stateMachineArn'))),
      ListStateMachines: (input) => {
        const { items, nextToken } = page(this.#machines.all(), input);
        return { stateMachines: items.map(listedMachine), ...nextToken };
      },
      ValidateStateMachineDefinition: (input) => {
        oneOf(input, 'severity', ['ERROR', 'WARNING'] as const);
        return validation(
          this.#parse,
          limitedText(input, 'definition', Number.POSITIVE_INFINITY),
          machineType(input),
          pageSize(input, 100),
        );
      },
    };
  }

  #versionOperations(): Readonly<Record<string, Operation>> {
    return {
      PublishStateMachineVersion: (input) =>
        publishedVersion(
          this.#machines.publish(text(input, 'stateMachineArn'), {
            revisionId: optionalText(input, 'revisionId'),
            description: optionalText(input, 'description'),
          }),
        ),
      DeleteStateMachineVersion: (input) => this.#machines.deleteVersion(text(input, 'stateMachineVersionArn')),
      ListStateMachineVersions: (input) => {
        // Newest first; an unknown machine is InvalidArn, the call knows no other error (API reference [D]).
        const versions = [...this.#known(text(input, 'stateMachineArn')).versions.values()].toReversed();
        const { items, nextToken } = page(versions, input);
        return { stateMachineVersions: items.map(publishedVersion), ...nextToken };
      },
      CreateStateMachineAlias: (input) =>
        listedAlias(
          this.#machines.createAlias({
            name: text(input, 'name'),
            description: optionalLimitedText(input, 'description', 256),
            routing: routingOf(input),
          }),
        ),
      UpdateStateMachineAlias: (input) => {
        const { updatedAt } = this.#machines.updateAlias(text(input, 'stateMachineAliasArn'), {
          description: optionalLimitedText(input, 'description', 256),
          routing: input['routingConfiguration'] === undefined ? undefined : routingOf(input),
        });
        return { updateDate: updatedAt / 1_000 };
      },
      DescribeStateMachineAlias: (input) => describeAlias(this.#machines.alias(text(input, 'stateMachineAliasArn'))),
      DeleteStateMachineAlias: (input) => this.#machines.deleteAlias(text(input, 'stateMachineAliasArn')),
      ListStateMachineAliases: (input) => {
        const arn = text(input, 'stateMachineArn');
        const { record, version } = this.#machines.target(arn);
        const aliases = [...record.aliases.values()].filter(
          ({ routing }) => !version || routing.some(({ stateMachineVersionArn }) => stateMachineVersionArn === version.arn),
        );
        const { items, nextToken } = page(aliases, input);
        return { stateMachineAliases: items.map(listedAlias), ...nextToken };
      },
    };
  }

  #executionOperations(): Readonly<Record<string, Operation>> {
    return {
      StartExecution: (input) => {
        const machineArn = limitedText(input, 'stateMachineArn', ARN_LENGTH);
        const execution = this.#executions.start(machineArn, optionalText(input, 'name'), optionalText(input, 'input') ?? '{}');
        return { executionArn: execution.options.arn, startDate: execution.startedAt / 1_000 };
      },
      StopExecution: (input) => {
        const [error, cause] = [optionalLimitedText(input, 'error', ERROR_LENGTH), optionalLimitedText(input, 'cause', CAUSE_LENGTH)];
        const { endedAt } = this.#executions.stop(text(input, 'executionArn'), error, cause);
        return { stopDate: (endedAt ?? this.#scheduler.now()) / 1_000 };
      },
      RedriveExecution: (input) => {
        const token = optionalLimitedText(input, 'clientToken', 64);
        const { redrivenAt } = this.#executions.redrive(limitedText(input, 'executionArn', ARN_LENGTH), token);
        return { redriveDate: (redrivenAt ?? this.#scheduler.now()) / 1_000 };
      },
      DescribeExecution: (input) => describeExecution(this.#executions.record(text(input, 'executionArn'))),
      DescribeStateMachineForExecution: (input) => machineOfExecution(this.#executions.record(text(input, 'executionArn'))),
      GetExecutionHistory: (input) => this.#history(input),
      ListExecutions: (input) => this.#listExecutions(input),
    };
  }

  #taskOperations(): Readonly<Record<string, Operation>> {
    return {
      SendTaskSuccess: (input) =>
        this.#task(input).complete({ ok: true, output: jsonText(text(input, 'output'), 'InvalidOutput', 'Invalid Output') }),
      SendTaskFailure: (input) => {
        const outcome: TaskOutcome = {
          ok: false,
          error: optionalLimitedText(input, 'error', ERROR_LENGTH),
          cause: optionalLimitedText(input, 'cause', CAUSE_LENGTH),
        };
        this.#task(input).complete(outcome);
      },
      SendTaskHeartbeat: (input) => this.#task(input).heartbeat(),
    };
  }

  #create(input: Body): Json {
    const [publish, description] = [input['publish'] === true, optionalText(input, 'versionDescription')];
    if (!publish && description !== undefined)
      throw new AwsError('ValidationException', 'Version description can only be set when publish is true');
    const record = answeringDefinitions(() =>
      this.#machines.create({
        name: text(input, 'name'),
        definition: text(input, 'definition'),
        roleArn: limitedText(input, 'roleArn', ARN_LENGTH),
        type: machineType(input),
      }),
    );
    const published = publish ? this.#machines.publish(record.arn, { revisionId: undefined, description }) : undefined;
    return {
      ...{ stateMachineArn: record.arn, creationDate: record.createdAt / 1_000 },
      ...(published ? { stateMachineVersionArn: published.arn } : {}),
    };
  }

  #update(input: Body): Json {
    const [publish, description] = [input['publish'] === true, optionalText(input, 'versionDescription')];
    if (!publish && description !== undefined)
      throw new AwsError('ValidationException', 'Version description can only be set when publish is true');
    const { arn, revision } = answeringDefinitions(() =>
      this.#machines.update(text(input, 'stateMachineArn'), {
        definition: optionalText(input, 'definition'),
        roleArn: optionalLimitedText(input, 'roleArn', ARN_LENGTH),
      }),
    );
    const published = publish ? this.#machines.publish(arn, { revisionId: undefined, description }) : undefined;
    return {
      updateDate: revision.updatedAt / 1_000,
      ...(revision.id === undefined ? {} : { revisionId: revision.id }),
      ...(published ? { stateMachineVersionArn: published.arn } : {}),
    };
  }

  /** AWS ends running executions at their next transition; here they end at once. */
  #delete(arn: string): void {
    const record = this.#machines.all().find((machine) => machine.arn === arn);
    if (!record) return;
    for (const { execution } of this.#executions.of(arn, 'RUNNING')) this.#executions.stop(execution.options.arn, undefined, undefined);
    this.#machines.delete(arn);
  }

  #known(arn: string): ReturnType<StateMachines['machine']> {
    const record = this.#machines.all().find((machine) => machine.arn === arn);
    if (!record) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
    return record;
  }

  #history(input: Body): Json {
    const { events } = this.#executions.record(text(input, 'executionArn')).execution.history;
    const ordered = input['reverseOrder'] === true ? events.toReversed() : events;
    const { items, nextToken } = page(ordered, input);
    const withData = input['includeExecutionData'] !== false;
    return { events: items.map((event) => describeEvent(event, withData)), ...nextToken };
  }

  #listExecutions(input: Body): Json {
    const status = oneOf(input, 'statusFilter', STATUSES);
    // Map runs are no executions of their own here.
    if (input['mapRunArn'] !== undefined) throw new AwsError('ValidationException', 'Executions of a Map Run are not emulated locally');
    if (status === 'PENDING_REDRIVE') throw new AwsError('ValidationException', 'PENDING_REDRIVE filters the executions of a Map Run only');
    const { items, nextToken } = page(this.#executions.of(text(input, 'stateMachineArn'), status), input);
    return { executions: items.map(listedExecution), ...nextToken };
  }

  #task(input: Body): Exclude<ReturnType<Tokens['find']>, 'closed' | undefined> {
    const task = this.#tokens.find(limitedText(input, 'taskToken', TOKEN_LENGTH));
    // Texts: [S]. A token this service never gave is malformed; one whose task is over has timed out.
    if (task === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (task === 'closed') throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    return task;
  }
}
