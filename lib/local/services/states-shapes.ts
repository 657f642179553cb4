/** Step Functions' answers: executions, machines, versions and history events as the wire shows them. Dates are seconds. */
import type { Execution } from '../workflow/execution.ts';
import type { HistoryEvent } from '../workflow/history.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { ExecutionRecord } from './states-executions.ts';
import type { Alias, MachineRecord, Target, Version } from './states-machines.ts';

const seconds = (ms: number): number => ms / 1_000;

/** What DescribeExecution and ListExecutions both tell. */
function commonOf({ execution, target }: ExecutionRecord): JsonObject {
  const { options, endedAt, redrivenAt, redriveCount, startedAt, status } = execution;
  return {
    ...{ executionArn: options.arn, stateMachineArn: options.machineArn, name: options.name, status },
    startDate: seconds(startedAt),
    ...(endedAt === undefined ? {} : { stopDate: seconds(endedAt) }),
    ...(target.version ? { stateMachineVersionArn: target.version.arn } : {}),
    ...(target.alias ? { stateMachineAliasArn: target.alias.arn } : {}),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: seconds(redrivenAt) }),
  };
}

export function describeExecution(record: ExecutionRecord): JsonObject {
  const { options, output, error, cause, status } = record.execution;
  const reason = record.execution.notRedrivable();
  // An execution that ran out of time has no error here, only in its history (floci-io/floci#2733, measured on AWS [S]).
  const failed = status === 'FAILED' || status === 'ABORTED';
  return {
    ...commonOf(record),
    ...{ input: JSON.stringify(options.input), inputDetails: { included: true } },
    ...(output === undefined ? {} : { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(failed && error !== undefined ? { error } : {}),
    ...(failed && cause !== undefined ? { cause } : {}),
    ...(reason === undefined ? { redriveStatus: 'REDRIVABLE' } : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason }),
  };
}

export const listedExecution = (record: ExecutionRecord): JsonObject => commonOf(record);

/** What `startExecution.sync:2` returns: input and output as JSON, not text. */
export function childDescription(execution: Execution): JsonObject {
  const { options, output, error, cause, startedAt, endedAt } = execution;
  return {
    ...{ ExecutionArn: options.arn, Input: options.input, InputDetails: { Included: true }, Name: options.name },
    ...(output === undefined ? {} : { Output: output, OutputDetails: { Included: true } }),
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
    ...{ StartDate: startedAt, StateMachineArn: options.machineArn, Status: execution.status, StopDate: endedAt ?? startedAt },
  };
}

/** Fields that hold execution data; left out when the caller asks for none. */
const DATA = new Set(['input', 'inputDetails', 'output', 'outputDetails', 'parameters', 'cause']);

export function describeEvent(event: HistoryEvent, includeData: boolean): JsonObject {
  const { id, previousEventId, type, timestamp, details, detailsField } = event;
  const shown = includeData || !details ? details : Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
  return { id, previousEventId, type, timestamp: seconds(timestamp), ...(detailsField && shown ? { [detailsField]: shown } : {}) };
}

const unconfigured = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false, destinations: [] },
  tracingConfiguration: { enabled: false },
};

export function describeMachine({ record, revision, version }: Target): JsonObject {
  return {
    ...{ stateMachineArn: version?.arn ?? record.arn, name: record.name, status: 'ACTIVE', definition: revision.definition },
    ...{ roleArn: revision.roleArn, type: record.type, creationDate: seconds(version?.createdAt ?? record.createdAt) },
    ...(revision.id === undefined ? {} : { revisionId: revision.id }),
    ...(version?.description === undefined ? {} : { description: version.description }),
    ...unconfigured,
  };
}

/** The machine as the execution knows it, whatever became of it since. */
export function machineOfExecution({ target: { record, revision } }: ExecutionRecord): JsonObject {
  return {
    ...{ stateMachineArn: record.arn, name: record.name, definition: revision.definition, roleArn: revision.roleArn },
    updateDate: seconds(revision.updatedAt),
    ...(revision.id === undefined ? {} : { revisionId: revision.id }),
    ...unconfigured,
  };
}

export const listedMachine = ({ arn, name, type, createdAt }: MachineRecord): JsonObject => ({
  ...{ stateMachineArn: arn, name, type, creationDate: seconds(createdAt) },
});

export const publishedVersion = ({ arn, createdAt }: Version): JsonObject => ({
  stateMachineVersionArn: arn,
  creationDate: seconds(createdAt),
});

export const listedAlias = ({ arn, createdAt }: Alias): JsonObject => ({ stateMachineAliasArn: arn, creationDate: seconds(createdAt) });

export const describeAlias = ({ arn, name, description, routing, createdAt, updatedAt }: Alias): JsonObject => ({
  ...{ stateMachineAliasArn: arn, name, ...(description === undefined ? {} : { description }) },
  ...{ routingConfiguration: routing.map((route) => ({ ...route })), creationDate: seconds(createdAt), updateDate: seconds(updatedAt) },
});
