/** AWS::S3::Bucket: objects are kept as long as the local cloud runs; life cycles and versions are not emulated. */
import { bucketStages } from '../meter/bucket-stages.ts';
import { checkBucketName } from '../quotas/s3.ts';
import { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { encryptWith } from './encryption.ts';
import type { ResourceType } from './resource-type.ts';

/** The key objects are encrypted with unless a request names another. */
const defaultKey = (properties: Properties): string | undefined => {
  const [rule] = properties.group('BucketEncryption').list('ServerSideEncryptionConfiguration');
  const fields = new Properties(properties.where, (rule ?? {}) as Readonly<Record<string, unknown>>);
  return fields.group('ServerSideEncryptionByDefault').optionalText('KMSMasterKeyID');
};

export const s3Bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  create: ({ properties, generatedName, parts }) => {
    properties.refuse('NotificationConfiguration');
    const name = properties.optionalText('BucketName') ?? generatedName.toLowerCase();
    checkBucketName(properties.where, name);
    if (parts.buckets.has(name)) throw new TemplateError(properties.where, `there is a bucket ${name} already`);
    parts.s3.createBucket(name);
    parts.buckets.add(name);
    parts.meter.buckets.set(name, bucketStages(properties));
    encryptWith(properties, parts, `arn:aws:s3:::${name}`, defaultKey(properties));
    const domain = `${name}.s3.amazonaws.com`;
    const regional = `${name}.s3.${parts.region}.amazonaws.com`;
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: regional } };
  },
};
