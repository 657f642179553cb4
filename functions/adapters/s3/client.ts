/** The one S3 client of a function. An endpoint that is an IP address, as the local cloud's, gets path-style addresses by the SDK's own rules. */
import { S3Client } from '@aws-sdk/client-s3';

export const s3 = new S3Client({});
