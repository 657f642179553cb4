/** S3: objects by key, listings by bucket (Service Authorization Reference [D]). */
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import { escapeXml } from '../../services/s3-list.ts';
import type { NeededPermission, ServiceActions } from './service-actions.ts';

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const objectActions: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

const onBucket = ({ method, query }: ServiceRequest, bucket: string): readonly NeededPermission[] => {
  const arn = `arn:aws:s3:::${bucket}`;
  if (method === 'POST' && query.has('delete')) return [{ action: 's3:DeleteObject', resource: `${arn}/*` }];
  if (method === 'PUT') return [{ action: 's3:CreateBucket', resource: arn }];
  if (method === 'DELETE') return [{ action: 's3:DeleteBucket', resource: arn }];
  // HeadBucket asks for the permission to list [D].
  return [{ action: 's3:ListBucket', resource: arn }];
};

/** S3 puts the resource in quotes (Privado-Inc/privado#573 [S]); a key's denial is an AccessDenied like any other (aws/aws-sdk-js#2404 [S]). */
const denied = (message: string): ServiceResponse => ({
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${escapeXml(message.replace(/on resource: (\S+)/, 'on resource: "$1"'))}</Message><RequestId>local</RequestId><HostId>local</HostId></Error>`,
});

export const s3Actions: ServiceActions = {
  signingName: 's3',
  needed: (request, place) => {
    const [, bucket = '', ...rest] = decoded(request.path).split('/');
    if (bucket === '') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
    const key = rest.join('/');
    if (key === '') return onBucket(request, bucket);
    const arn = `arn:aws:s3:::${bucket}`;
    const action = objectActions[request.method] ?? `s3:${request.method}Object`;
    const source = decoded(request.headers['x-amz-copy-source'] ?? '').replace(/^\//, '');
    return [
      { action, resource: `${arn}/${key}`, grant: `${arn}/*` },
      // Whether a missing object is missing is told only to who may list the bucket: else 403, not 404 (API reference, GetObject, HeadObject [D]).
      ...(action === 's3:GetObject' && place.lacksObject(bucket, key) ? [{ action: 's3:ListBucket', resource: arn }] : []),
      ...(source === '' ? [] : [{ action: 's3:GetObject', resource: `arn:aws:s3:::${source}` }]),
    ];
  },
  denial: denied,
};
