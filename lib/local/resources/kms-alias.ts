/** AWS::KMS::Alias: a name for a key. */
import type { ResourceType } from './resource-type.ts';

export const kmsAlias: ResourceType = {
  type: 'AWS::KMS::Alias',
  create: ({ properties }) => ({ ref: properties.text('AliasName') }),
};
