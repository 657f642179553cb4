/** AWS::IAM::Role: gives its functions and workflows the name they sign with, and says what they may do. */
import { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const iamRole: ResourceType = {
  type: 'AWS::IAM::Role',
  create: ({ properties, generatedName, parts }) => {
    properties.refuse('PermissionsBoundary');
    const name = properties.optionalText('RoleName') ?? generatedName;
    const arn = `arn:aws:iam::${parts.account}:role/${name}`;
    parts.roles.set(arn, name);
    readOrRefuse(properties, () => parts.access.addRole(name, arn, properties.fields['AssumeRolePolicyDocument']));
    for (const inline of properties.list('Policies')) {
      const { fields } = new Properties(properties.where, inline as Readonly<Record<string, unknown>>);
      readOrRefuse(properties, () => parts.access.attachToRole(name, fields['PolicyDocument']));
    }
    for (const managed of properties.list('ManagedPolicyArns')) {
      const document = parts.managedPolicies.get(String(managed));
      if (document === undefined)
        throw new TemplateError(properties.where, `what the managed policy ${String(managed)} allows is not known here`);
      readOrRefuse(properties, () => parts.access.attachToRole(name, document));
    }
    return { ref: name, attributes: { Arn: arn, RoleId: name } };
  },
};
