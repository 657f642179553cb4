/**
 * Systems Manager, of it Automation. A start is on the document and on the execution that comes of it (Service Authorization Reference, 2026
 * [D]); its tags are an action of their own, as for SSM's other resources (pepperize/cdk-ssm-parameters-cross-region#442 [S], of automations
 * [U]); a role that Automation is to assume must be passed [D: user guide, "Setting up Automation"].
 */
import { type Input, inputOf, jsonDenial, type NeededPermission, type Place, type ServiceActions, textOf } from './service-actions.ts';

/** Documents of AWS's own have no account [D: user guide, "Identity-based policy examples"]; nobody else's name may begin so. */
const documentArn = (name: string, { region, account }: Place): string =>
  name.startsWith('arn:') ? name : `arn:aws:ssm:${region}:${/^(?:aws|amazon|amzn)/i.test(name) ? '' : account}:document/${name}`;

const startNeeds = (input: Input, place: Place): readonly NeededPermission[] => {
  // It has no id yet.
  const execution = `arn:aws:ssm:${place.region}:${place.account}:automation-execution/*`;
  const action = 'ssm:StartAutomationExecution';
  const role = place.automationRole(input);
  const hasTags = Array.isArray(input['Tags']) && input['Tags'].length > 0;
  return [
    { action, resource: documentArn(textOf(input, 'DocumentName') ?? '*', place) },
    { action, resource: execution },
    ...(hasTags ? [{ action: 'ssm:AddTagsToResource', resource: execution }] : []),
    ...(role === undefined ? [] : [{ action: 'iam:PassRole', resource: role, keys: { 'iam:passedtoservice': 'ssm.amazonaws.com' } }]),
  ];
};

export const ssmActions: ServiceActions = {
  signingName: 'ssm',
  needed: (request, place) => {
    const action = `ssm:${request.operation}`;
    const input = inputOf(request);
    switch (request.operation) {
      case 'StartAutomationExecution':
        return startNeeds(input, place);
      case 'GetDocument':
        return [{ action, resource: documentArn(textOf(input, 'Name') ?? '*', place) }];
      case 'DescribeAutomationExecutions':
        return [{ action, resource: '*' }];
      default: {
        const id = textOf(input, 'AutomationExecutionId') ?? textOf(input, 'ResourceId') ?? '*';
        const execution = `arn:aws:ssm:${place.region}:${place.account}:automation-execution/${id}`;
        return [{ action, resource: execution, grant: execution.replace(id, '*') }];
      }
    }
  },
  denial: jsonDenial({ version: '1.1', type: 'AccessDeniedException', status: 400 }),
};
