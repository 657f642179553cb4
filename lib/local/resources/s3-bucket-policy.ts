/** AWS::S3::BucketPolicy: what the bucket allows and denies. */
import { readOrRefuse } from './policy-document.ts';
import type { ResourceType } from './resource-type.ts';

export const s3BucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  create: ({ properties, parts }) => {
    const bucket = properties.text('Bucket');
    readOrRefuse(properties, () => parts.access.attachToResource(`arn:aws:s3:::${bucket}`, properties.fields['PolicyDocument']));
    return { ref: bucket };
  },
};
