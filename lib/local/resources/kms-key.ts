/** AWS::KMS::Key: a key with its policy. Nothing is encrypted here, but who may use what is encrypted with it is asked of its policy. */
import { TemplateError } from '../template/template-error.ts';
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

/** What a key without a policy gets (KMS Developer Guide, "Default key policy" [D]). */
const defaultPolicy = (account: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
});

export const kmsKey: ResourceType = {
  type: 'AWS::KMS::Key',
  create: ({ properties, parts, logicalId }) => {
    if (properties.has('Enabled') && !properties.flag('Enabled'))
      throw new TemplateError(properties.where, 'a disabled key is not supported');
    const id = parts.nextUuid(`key ${logicalId}`);
    const arn = `arn:aws:kms:${parts.region}:${parts.account}:key/${id}`;
    parts.access.keys.name(id, arn);
    parts.access.keys.name(arn, arn);
    readOrRefuse(properties, () => parts.access.attachToResource(arn, properties.fields['KeyPolicy'] ?? defaultPolicy(parts.account)));
    return { ref: id, attributes: { KeyId: id, Arn: arn } };
  },
};
