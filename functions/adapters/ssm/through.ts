/** SSM Automation through a client. The workflow repeats, so the client does not. */
import {
  DescribeAutomationExecutionsCommand,
  GetAutomationExecutionCommand,
  GetDocumentCommand,
  ListTagsForResourceCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import type { AutomationRun, Automations } from '#kernel/automation.ts';
import { lookFailure, startFailure } from '#kernel/aws-start.ts';
import { UnknownOutcomeError, UpstreamError } from '#kernel/errors.ts';
import { refusals } from './refusals.ts';
import { describeInput, startInput, tagsOf } from './wire.ts';

const malformed = (): never => {
  throw new UpstreamError('SSM answered in a form it should not have.', { reason: 'malformed', status: 200 });
};

const looked = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    throw lookFailure(refusals, error);
  }
};

/** The console's address of an execution [U]. */
const placeOf = async (client: SSMClient, id: string): Promise<string> => {
  const region = await client.config.region();
  return `https://${region}.console.aws.amazon.com/systems-manager/automation/execution/${encodeURIComponent(id)}?region=${region}`;
};

/** What of an execution is written alike in `GetAutomationExecution` and in a list. */
interface Written {
  readonly AutomationExecutionId?: string | undefined;
  readonly AutomationExecutionStatus?: string | undefined;
  readonly DocumentName?: string | undefined;
  readonly FailureMessage?: string | undefined;
  readonly CurrentStepName?: string | undefined;
  readonly ExecutionStartTime?: Date | undefined;
}

const runOf = async (client: SSMClient, written: Written): Promise<AutomationRun> => {
  const { AutomationExecutionId: id, AutomationExecutionStatus: status, DocumentName: document = '' } = written;
  if (id === undefined || status === undefined) return malformed();
  const { FailureMessage: failure, CurrentStepName: step, ExecutionStartTime } = written;
  return { id, status, document, failure, step, startedAt: ExecutionStartTime?.getTime(), url: await placeOf(client, id) };
};

/** Speaks through a client of one's own. */
export const automationsThrough = (client: SSMClient): Automations => ({
  document: async ({ name, version }) => {
    const input = { Name: name, DocumentFormat: 'JSON' as const, ...(version === undefined ? {} : { DocumentVersion: version }) };
    const answer = await looked(() => client.send(new GetDocumentCommand(input)));
    if (answer.Content === undefined || answer.DocumentType === undefined) return malformed();
    return { type: answer.DocumentType, version: answer.DocumentVersion ?? '', content: answer.Content };
  },
  start: async (call) => {
    const answer = await client.send(new StartAutomationExecutionCommand(startInput(call))).catch((error: unknown) => {
      throw startFailure(refusals, error);
    });
    const id = answer.AutomationExecutionId;
    if (id === undefined || id === '')
      throw new UnknownOutcomeError('SSM started something and did not say what.', { reason: 'malformed' });
    return { id, url: await placeOf(client, id) };
  },
  run: async (id) => {
    const command = new GetAutomationExecutionCommand({ AutomationExecutionId: id });
    const { AutomationExecution } = await looked(() => client.send(command));
    return AutomationExecution === undefined ? malformed() : runOf(client, AutomationExecution);
  },
  stop: async (id) => {
    const command = new StopAutomationExecutionCommand({ AutomationExecutionId: id, Type: 'Cancel' });
    try {
      await client.send(command);
    } catch (error) {
      // The one error of this call that fits what has ended [D; U: that it is this one].
      if (error instanceof Error && error.name === 'InvalidAutomationStatusUpdateException') return;
      throw lookFailure(refusals, error);
    }
  },
  runs: async (namePrefix, next) => {
    const command = new DescribeAutomationExecutionsCommand(describeInput(namePrefix, next));
    const { AutomationExecutionMetadataList: list, NextToken } = await looked(() => client.send(command));
    if (list === undefined) return malformed();
    return { runs: await Promise.all(list.map((row) => runOf(client, row))), next: NextToken === '' ? undefined : NextToken };
  },
  tags: async (id) => {
    const command = new ListTagsForResourceCommand({ ResourceType: 'Automation', ResourceId: id });
    const { TagList } = await looked(() => client.send(command));
    return tagsOf(TagList ?? []);
  },
});

/** Milliseconds for one call. */
const limits = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** Through the function's own client. */
export const ownAutomations = (): Automations => automationsThrough(new SSMClient({ maxAttempts: 1, requestHandler: limits }));
