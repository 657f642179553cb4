/** AWS::S3::Bucket: objects are kept as long as the local cloud runs; life cycles, encryption and versions are not emulated. */
import { bucketStages } from '../meter/bucket-stages.ts';
import type { ResourceType } from './resource-type.ts';

export const s3Bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  create: ({ properties, generatedName, parts }) => {
    properties.refuse('NotificationConfiguration');
    const name = properties.optionalText('BucketName') ?? generatedName.toLowerCase();
    parts.s3.createBucket(name);
    parts.buckets.add(name);
    parts.meter.buckets.set(name, bucketStages(properties));
    const domain = `${name}.s3.amazonaws.com`;
    const regional = `${name}.s3.${parts.region}.amazonaws.com`;
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: regional } };
  },
};
