/** AWS::IAM::ManagedPolicy: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const iamManagedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  create: ({ properties, generatedName, parts }) => {
    const arn = `arn:aws:iam::${parts.account}:policy/${properties.optionalText('ManagedPolicyName') ?? generatedName}`;
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};
