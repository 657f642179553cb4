/** AWS::KMS::Alias: another name for a key. */
import { keyOf } from './encryption.ts';
import type { ResourceType } from './resource-type.ts';

export const kmsAlias: ResourceType = {
  type: 'AWS::KMS::Alias',
  create: ({ properties, parts }) => {
    const name = properties.text('AliasName');
    const key = keyOf(properties, parts, properties.text('TargetKeyId'));
    for (const reference of [name, `arn:aws:kms:${parts.region}:${parts.account}:${name}`])
      if (key !== undefined) parts.access.keys.name(reference, key);
    return { ref: name };
  },
};
