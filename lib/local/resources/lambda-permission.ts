/** AWS::Lambda::Permission: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const lambdaPermission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  create: ({ generatedName }) => ({ ref: generatedName, attributes: { Id: generatedName } }),
};
