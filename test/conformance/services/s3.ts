/** S3: archive and quarantine. */
import { S3Client } from '@aws-sdk/client-s3';
import { defineSuite } from './contract.ts';
import { bucketOf } from './s3/calls.ts';
import { integrityCases } from './s3/integrity.ts';
import { listingCases } from './s3/listings.ts';
import { objectCases } from './s3/objects.ts';

export const s3 = defineSuite({
  service: 'S3',
  open: (options) => new S3Client({ ...options, forcePathStyle: true }),
  resources: bucketOf,
  cases: [...objectCases, ...integrityCases, ...listingCases],
});
