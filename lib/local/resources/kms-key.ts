/** AWS::KMS::Key: an id; nothing is encrypted here. */
import type { ResourceType } from './resource-type.ts';

export const kmsKey: ResourceType = {
  type: 'AWS::KMS::Key',
  create: ({ parts, logicalId }) => {
    const id = parts.nextUuid(`key ${logicalId}`);
    return { ref: id, attributes: { KeyId: id, Arn: `arn:aws:kms:${parts.region}:${parts.account}:key/${id}` } };
  },
};
