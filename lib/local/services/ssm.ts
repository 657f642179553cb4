/** AWS Systems Manager (JSON 1.1), of it Automation: documents are read, executions are started, looked at, listed and stopped. */
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { answer, type Body, type Operation, objects, optionalNumber, optionalText, text } from './json-wire.ts';
import { type AutomationRecord, SsmAutomations, type SsmDocument, type SsmOptions } from './ssm-automations.ts';

interface Surroundings {
  readonly scheduler: Scheduler;
  /** Hears of every step an execution begins, and who started it. */
  readonly onStep?: (run: AutomationRecord) => void;
}

const listsOf = (value: unknown): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(Object(value ?? {}) as Record<string, unknown>).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.map(String) : [],
    ]),
  );

const tagsOf = (input: Body): Readonly<Record<string, string>> =>
  Object.fromEntries(objects(input, 'Tags').map((tag) => [String(tag['Key'] ?? ''), String(tag['Value'] ?? '')]));

const stepsOf = (document: SsmDocument | undefined) => document?.content.mainSteps ?? [];

/** Times are seconds. */
const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);

export class SsmService implements Service {
  readonly signingName = 'ssm';
  readonly automations: SsmAutomations;

  constructor({ scheduler, onStep = () => undefined }: Surroundings, options: SsmOptions = {}) {
    this.automations = new SsmAutomations(scheduler, options, onStep);
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answer(request, this.#operations(request), { contentType: 'application/x-amz-json-1.1' });
  }

  /** The role a start would have Automation assume: given, or the document's own. */
  roleOf(input: Body): string | undefined {
    const { assumeRole, parameters = {} } = this.automations.document(optionalText(input, 'DocumentName') ?? '')?.content ?? {};
    const given = listsOf(input['Parameters']);
    const named = /^\{\{\s*(\w+)\s*\}\}$/.exec(assumeRole ?? '')?.[1];
    const role =
      named === undefined ? (assumeRole ?? given['AutomationAssumeRole']?.[0]) : (given[named]?.[0] ?? parameters[named]?.default);
    return typeof role === 'string' && role !== '' ? role : undefined;
  }

  #operations({ accessKeyId }: ServiceRequest): Readonly<Record<string, Operation>> {
    return {
      GetDocument: (input) => this.#document(input),
      StartAutomationExecution: (input) => this.#start(input, accessKeyId),
      GetAutomationExecution: (input) => ({
        AutomationExecution: this.#shape(this.automations.find(text(input, 'AutomationExecutionId'))),
      }),
      DescribeAutomationExecutions: (input) => this.#describe(input),
      StopAutomationExecution: (input) => this.#stop(input),
      SendAutomationSignal: (input) => this.#signal(input),
      ListTagsForResource: (input) => this.#tags(input),
    };
  }

  #document(input: Body): unknown {
    const name = text(input, 'Name');
    const document = this.automations.document(name);
    if (!document) throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
    const { content, type = 'Automation', version = '1' } = document;
    const wanted = optionalText(input, 'DocumentVersion') ?? version;
    if (wanted !== version) throw new AwsError('InvalidDocumentVersion', `Document ${name} has no version ${wanted}.`);
    return {
      ...{ Name: name, DocumentVersion: version, Status: 'Active', DocumentType: type, DocumentFormat: 'JSON' },
      Content: JSON.stringify({ schemaVersion: '0.3', ...content }),
    };
  }

  #start(input: Body, startedBy: string): unknown {
    if (optionalText(input, 'Mode') === 'Interactive')
      throw new AwsError('ValidationException', 'Interactive executions are not emulated locally');
    const { ClientToken: _token, ...request } = input;
    const run = this.automations.start({
      document: text(input, 'DocumentName'),
      version: optionalText(input, 'DocumentVersion'),
      parameters: listsOf(input['Parameters']),
      clientToken: optionalText(input, 'ClientToken'),
      tags: tagsOf(input),
      targetParameter: optionalText(input, 'TargetParameterName'),
      request,
      startedBy,
    });
    return { AutomationExecutionId: run.id };
  }

  /** Newest first, as the console shows them; AWS promises no order [U]. */
  #describe(input: Body): unknown {
    const size = optionalNumber(input, 'MaxResults') ?? 50;
    if (size < 1 || size > 50) throw new AwsError('ValidationException', "Value at 'maxResults' failed to satisfy constraint: 1 to 50");
    let found = this.automations.all().toReversed();
    for (const filter of objects(input, 'Filters')) {
      const values = Array.isArray(filter['Values']) ? filter['Values'].map(String) : [];
      if (filter['Key'] !== 'DocumentNamePrefix')
        throw new AwsError('InvalidFilterKey', `The filter ${String(filter['Key'])} is not emulated locally`);
      found = found.filter(({ document }) => values.some((prefix) => document.startsWith(prefix)));
    }
    const from = Number(optionalText(input, 'NextToken') ?? 0);
    if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
    const page = found.slice(from, from + size);
    const more = from + size < found.length ? { NextToken: String(from + size) } : {};
    return { AutomationExecutionMetadataList: page.map((run) => this.#shape(run)), ...more };
  }

  #stop(input: Body): unknown {
    // `Complete` lets the step under way finish; nobody here asks for it.
    if (optionalText(input, 'Type') !== 'Cancel') throw new AwsError('ValidationException', 'Only Type Cancel is emulated locally');
    this.automations.cancel(text(input, 'AutomationExecutionId'));
    return {};
  }

  #signal(input: Body): unknown {
    const type = text(input, 'SignalType');
    if (type !== 'Approve' && type !== 'Reject') throw new AwsError('ValidationException', `The signal ${type} is not emulated locally`);
    this.automations.answer(text(input, 'AutomationExecutionId'), type);
    return {};
  }

  #tags(input: Body): unknown {
    if (text(input, 'ResourceType') !== 'Automation') throw new AwsError('InvalidResourceType', 'Only Automation is emulated locally');
    const id = text(input, 'ResourceId');
    const run = this.automations.all().find((candidate) => candidate.id === id);
    if (!run) throw new AwsError('InvalidResourceId', 'The resource ID is not valid.');
    return { TagList: Object.entries(run.tags).map(([Key, Value]) => ({ Key, Value })) };
  }

  #shape(run: Readonly<AutomationRecord>): unknown {
    return {
      ...{ AutomationExecutionId: run.id, DocumentName: run.document, DocumentVersion: run.version, AutomationExecutionStatus: run.status },
      ...{ Parameters: run.parameters, Mode: 'Auto', ExecutionStartTime: seconds(run.startedAt), ExecutionEndTime: seconds(run.endedAt) },
      ...{ CurrentStepName: run.endedAt === undefined ? stepsOf(this.automations.document(run.document))[run.step]?.name : undefined },
      FailureMessage: run.failure,
    };
  }
}
