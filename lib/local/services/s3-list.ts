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

/** So that a token made up by somebody is told from one given here. */
const TOKEN = 'after:';
const tokenOf = (key: string): string => Buffer.from(TOKEN + key).toString('base64');
const keyOfToken = (token: string): string => {
  const read = Buffer.from(token, 'base64').toString();
  if (!read.startsWith(TOKEN)) throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  return read.slice(TOKEN.length);
};

/** `objects` in any order; keys are listed in UTF-8 order. */
export function listObjects(bucket: string, objects: readonly Listed[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = Number(query.get('max-keys') ?? 1_000);
  if (!Number.isInteger(max) || max < 0) throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : keyOfToken(token);
  const encoded = query.get('encoding-type') === 'url';
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
  // A blank is a plus, a slash stays: as boto decodes it (unquote_plus). [S]
  const name = (value: string): string => (encoded ? encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%2F', '/') : value);
  const text = (tag: string, value: string | number | boolean) => `<${tag}>${escapeXml(String(value))}</${tag}>`;
  return [
    `${XML}<ListBucketResult xmlns="${NAMESPACE}">`,
    text('Name', bucket) + text('Prefix', name(prefix)) + (delimiter === '' ? '' : text('Delimiter', name(delimiter))),
    encoded ? text('EncodingType', 'url') : '',
    text('MaxKeys', max) + text('KeyCount', contents.length + folders.size) + text('IsTruncated', truncated),
    token === null ? '' : text('ContinuationToken', token),
    truncated && last !== undefined ? text('NextContinuationToken', tokenOf(last)) : '',
    ...contents.map(
      ({ key, size, etag, modifiedAt }) =>
        `<Contents>${text('Key', name(key))}${text('LastModified', new Date(modifiedAt).toISOString())}${text('ETag', etag)}${text('Size', size)}<StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...[...folders].map((folder) => `<CommonPrefixes>${text('Prefix', name(folder))}</CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
}
