/** Step Functions' answers: executions, machines and history events as the wire shows them. Dates are seconds. */
import type { Execution } from '../workflow/execution.ts';
import type { HistoryEvent } from '../workflow/history.ts';
import type { Json, JsonObject } from '../workflow/json.ts';
import type { MachineRecord } from './states.ts';

const seconds = (ms: number): number => ms / 1_000;

export function describeExecution(execution: Execution): JsonObject {
  const { options, endedAt, output, error, cause } = execution;
  return {
    ...{ executionArn: options.arn, stateMachineArn: options.machineArn, name: options.name, status: execution.status },
    startDate: seconds(execution.startedAt),
    ...(endedAt === undefined ? {} : { stopDate: seconds(endedAt) }),
    ...{ input: JSON.stringify(options.input), inputDetails: { included: true } },
    ...(output === undefined ? {} : { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...{ redriveCount: 0, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Redrive is not emulated locally' },
  };
}

export function listedExecution(execution: Execution): JsonObject {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, redriveCount } = describeExecution(execution) as Record<
    string,
    Json
  >;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate,
    ...(stopDate === undefined ? {} : { stopDate }),
    redriveCount,
  } as JsonObject;
}

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

export const describeMachine = (record: MachineRecord): JsonObject => ({
  ...{ stateMachineArn: record.arn, name: record.name, status: 'ACTIVE', definition: record.definition, roleArn: record.roleArn },
  ...{ type: record.type, creationDate: seconds(record.createdAt) },
  loggingConfiguration: { level: 'OFF', includeExecutionData: false, destinations: [] },
  tracingConfiguration: { enabled: false },
});
