/** AWS::IAM::Role: gives its functions and workflows the name they sign with; what it allows is not enforced yet. */
import type { ResourceType } from './resource-type.ts';

export const iamRole: ResourceType = {
  type: 'AWS::IAM::Role',
  create: ({ properties, generatedName, parts }) => {
    const name = properties.optionalText('RoleName') ?? generatedName;
    const arn = `arn:aws:iam::${parts.account}:role/${name}`;
    parts.roles.set(arn, name);
    return { ref: name, attributes: { Arn: arn, RoleId: name } };
  },
};
