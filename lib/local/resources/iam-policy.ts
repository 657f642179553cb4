/** AWS::IAM::Policy: what its roles may do; of users and groups there are none. */
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const iamPolicy: ResourceType = {
  type: 'AWS::IAM::Policy',
  create: ({ properties, generatedName, parts }) => {
    for (const role of properties.list('Roles'))
      readOrRefuse(properties, () => parts.access.attachToRole(String(role), properties.fields['PolicyDocument']));
    return { ref: properties.optionalText('PolicyName') ?? generatedName };
  },
};
