/** What SSM calls its refusals [D: API reference, errors of each action; common errors]. */
import type { AwsRefusals } from '#kernel/aws-start.ts';

export const refusals: AwsRefusals = {
  system: 'SSM',
  impossible: ['InvalidAutomationExecutionParametersException', 'InvalidTarget', 'ValidationException', 'InvalidParameters'],
  missing: [
    'AutomationDefinitionNotFoundException',
    'AutomationDefinitionVersionNotFoundException',
    'AutomationExecutionNotFoundException',
    'InvalidDocument',
    'InvalidDocumentVersion',
    'InvalidResourceId',
  ],
  // More executions at once than the account may have; nothing was started.
  busy: ['AutomationExecutionLimitExceededException'],
  repeated: ['IdempotentParameterMismatch'],
};
