/** AWS::S3::BucketPolicy: recorded, not enforced. */
import type { ResourceType } from './resource-type.ts';

export const s3BucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  create: ({ properties }) => ({ ref: properties.text('Bucket') }),
};
