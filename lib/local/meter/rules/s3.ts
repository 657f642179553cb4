/** S3: requests by kind, and what is put for as long as the bucket's life cycle keeps it [D: pricing page]. Deleting is free. */
import type { CountingRule } from '../exchange.ts';
import type { Meter } from '../meter.ts';

/** S3 moves no smaller object to cheaper storage, unless told to [D: "Transitioning objects using Amazon S3 Lifecycle"]. */
const smallestCooledBytes = 128 * 1024;

const cooling = { 's3-kept': undefined, 's3-kept-infrequent': 's3-cooling-infrequent', 's3-kept-archive': 's3-cooling-archive' } as const;

/** Counts one object that was put. */
export const countObject = (meter: Meter, bucket: string, owner: string, bytes: number): void => {
  meter.count('s3-writes', owner);
  const stages = meter.buckets.get(bucket)?.stages ?? [{ unit: 's3-kept', months: 1 }];
  const isCooled = bytes >= smallestCooledBytes;
  for (const { unit, months } of stages) {
    meter.count(isCooled ? unit : 's3-kept', owner, bytes * months);
    const move = cooling[unit];
    if (isCooled && move) meter.count(move, owner);
  }
};

export const countS3: CountingRule = ({ caller, request, response }, { meter }) => {
  // What failed on the service's side is free; "not found" and failed conditions are requests like any other [S].
  if (response.status >= 500) return;
  const [, bucket = '', ...rest] = request.path.split('/');
  const isObject = rest.join('/') !== '';
  if (request.method === 'PUT' && isObject && response.status === 200) {
    const bytes = Number(request.headers['x-amz-decoded-content-length'] ?? request.body.length);
    countObject(meter, bucket, caller, bytes);
  } else if (request.method === 'PUT' || request.method === 'POST') meter.count('s3-writes', caller);
  else if (request.method === 'GET' && !isObject) meter.count('s3-writes', caller);
  else if (request.method === 'GET' || request.method === 'HEAD') meter.count('s3-reads', caller);
};
