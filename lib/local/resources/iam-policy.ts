/** AWS::IAM::Policy: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const iamPolicy: ResourceType = {
  type: 'AWS::IAM::Policy',
  create: ({ properties, generatedName }) => ({ ref: properties.optionalText('PolicyName') ?? generatedName }),
};
