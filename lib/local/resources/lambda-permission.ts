/** AWS::Lambda::Permission: a statement of the function's own policy, which lets another service call it. */
import { TemplateError } from '../template/template-error.ts';
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const lambdaPermission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  create: ({ properties, generatedName, parts }) => {
    properties.refuse('EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'PrincipalOrgID');
    const target = parts.functions.find(properties.text('FunctionName'));
    if (!target) throw new TemplateError(properties.where, `there is no function ${properties.text('FunctionName')}`);
    const { arn } = target.specification;
    const principal = properties.text('Principal');
    const [sourceArn, sourceAccount] = [properties.optionalText('SourceArn'), properties.optionalText('SourceAccount')];
    const Statement = {
      Effect: 'Allow',
      Action: properties.text('Action'),
      Resource: arn,
      Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
      Condition: {
        ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
        ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
      },
    };
    readOrRefuse(properties, () => parts.access.attachToResource(arn, { Statement }));
    return { ref: generatedName, attributes: { Id: generatedName } };
  },
};
