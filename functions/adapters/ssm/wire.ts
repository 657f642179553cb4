/** Between the port's words and AWS's. */
import type { DescribeAutomationExecutionsCommandInput, StartAutomationExecutionCommandInput, Tag } from '@aws-sdk/client-ssm';
import type { AutomationStart } from '#kernel/automation.ts';

export const startInput = ({
  document,
  parameters,
  clientToken,
  tags,
  rateControl,
}: AutomationStart): StartAutomationExecutionCommandInput => ({
  DocumentName: document.name,
  ...(document.version === undefined ? {} : { DocumentVersion: document.version }),
  Parameters: Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]])),
  ClientToken: clientToken,
  Mode: 'Auto',
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  ...(rateControl === undefined
    ? {}
    : {
        TargetParameterName: rateControl.parameter,
        Targets: rateControl.targets.map(({ key, values }) => ({ Key: key, Values: [...values] })),
        MaxConcurrency: rateControl.maxConcurrency,
        MaxErrors: rateControl.maxErrors,
      }),
});

/** Fifty are the most a page may hold [D]. */
export const describeInput = (namePrefix: string, next: string | undefined): DescribeAutomationExecutionsCommandInput => ({
  Filters: [{ Key: 'DocumentNamePrefix', Values: [namePrefix] }],
  MaxResults: 50,
  ...(next === undefined ? {} : { NextToken: next }),
});

export const tagsOf = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
