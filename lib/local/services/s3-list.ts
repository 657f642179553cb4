/** ListObjectsV2: which keys a page shows, and its XML. */
import { Buffer } from 'node:buffer';
import { AwsError } from '../service.ts';

export interface Listed {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number;
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\r/g, '&#13;');

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** `objects` in any order; keys are listed in UTF-8 order. */
export function listObjects(bucket: string, objects: readonly Listed[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = Number(query.get('max-keys') ?? 1_000);
  if (!Number.isInteger(max) || max < 0) throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString();
  const sorted = objects
    .filter((object) => object.key.startsWith(prefix) && Buffer.compare(Buffer.from(object.key), Buffer.from(after)) > 0)
    .sort((left, right) => Buffer.compare(Buffer.from(left.key), Buffer.from(right.key)));
  const contents: Listed[] = [];
  const folders = new Set<string>();
  let last: string | undefined;
  let truncated = false;
  for (const object of sorted) {
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const folder = cut < 0 ? undefined : object.key.slice(0, cut + delimiter.length);
    if (folder !== undefined && (folders.has(folder) || after.startsWith(folder))) continue;
    if (contents.length + folders.size >= Math.min(max, 1_000)) {
      truncated = true;
      break;
    }
    if (folder === undefined) contents.push(object);
    else folders.add(folder);
    last = folder ?? object.key;
  }
  const text = (name: string, value: string | number | boolean) => `<${name}>${escapeXml(String(value))}</${name}>`;
  return [
    `${XML}<ListBucketResult xmlns="${NAMESPACE}">`,
    text('Name', bucket) + text('Prefix', prefix) + (delimiter === '' ? '' : text('Delimiter', delimiter)),
    text('MaxKeys', max) + text('KeyCount', contents.length + folders.size) + text('IsTruncated', truncated),
    token === null ? '' : text('ContinuationToken', token),
    truncated && last !== undefined ? text('NextContinuationToken', Buffer.from(last).toString('base64')) : '',
    ...contents.map(
      ({ key, size, etag, modifiedAt }) =>
        `<Contents>${text('Key', key)}${text('LastModified', new Date(modifiedAt).toISOString())}${text('ETag', etag)}${text('Size', size)}<StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...[...folders].map((folder) => `<CommonPrefixes>${text('Prefix', folder)}</CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
}
