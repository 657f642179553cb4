/** What S3 refuses of metadata and names of buckets, beside long keys (`services/s3.ts`). An object of more than 5 GB does not fit into the memory it is kept in. */
import { AwsError } from '../service.ts';
import { TemplateError } from '../template/template-error.ts';

/** Names and values of `x-amz-meta-…`, without the prefix [D: "Working with object metadata"]; the error [S: qld-gov-au/ckanext-s3filestore#132]. */
const maxMetadataBytes = 2_048;
const metadataPrefix = 'x-amz-meta-';

/** "General purpose bucket naming rules" [D]. */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const address = /^\d+\.\d+\.\d+\.\d+$/;
const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3|\.mrap)$|\.\./;

/** Throws AwsError for headers whose metadata is too large. */
export const checkMetadata = (headers: Readonly<Record<string, string>>): void => {
  const bytes = Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) - metadataPrefix.length + Buffer.byteLength(value), 0);
  if (bytes > maxMetadataBytes) throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
};

/** TemplateError for a bucket that S3 would not create. */
export const checkBucketName = (where: string, name: string): void => {
  if (!bucketName.test(name) || address.test(name) || reserved.test(name))
    throw new TemplateError(where, `The specified bucket is not valid: '${name}' is against the naming rules of buckets`);
};
