/** AWS::IAM::ManagedPolicy: what the roles it is attached to may do, from either side. */
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const iamManagedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  create: ({ properties, generatedName, parts }) => {
    const arn = `arn:aws:iam::${parts.account}:policy/${properties.optionalText('ManagedPolicyName') ?? generatedName}`;
    const document = properties.fields['PolicyDocument'];
    parts.managedPolicies.set(arn, document);
    for (const role of properties.list('Roles')) readOrRefuse(properties, () => parts.access.attachToRole(String(role), document));
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};
