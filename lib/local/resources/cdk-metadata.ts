/** AWS::CDK::Metadata: the toolkit's own statistics; nothing to create. */
import type { ResourceType } from './resource-type.ts';

export const cdkMetadata: ResourceType = {
  type: 'AWS::CDK::Metadata',
  create: ({ logicalId }) => ({ ref: logicalId }),
};
