/** Amazon S3 (REST, path style): objects in memory, with checksums, ranges and listings. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { checkMetadata } from '../quotas/s3.ts';
import type { Scheduler } from '../scheduler.ts';
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { readUpload } from './s3-body.ts';
import { checkRead, checkWrite } from './s3-conditions.ts';
import { deletionXml, readDeletion } from './s3-delete.ts';
import { escapeXml, listObjects } from './s3-list.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  /** Quoted MD5, as in the header. */
  readonly etag: string;
  readonly contentType: string;
  /** `content-encoding`, `x-amz-meta-…`, `x-amz-checksum-…` as stored. */
  readonly headers: Readonly<Record<string, string>>;
  readonly modifiedAt: number;
}

export interface S3Options {
  readonly scheduler: Scheduler;
  readonly region?: string;
  readonly account?: string;
}

/** In bytes of UTF-8 (S3 User Guide, "Naming Amazon S3 objects"). [D] */
const MAX_KEY_BYTES = 1_024;
const KEPT_HEADERS = /^(x-amz-meta-.*|cache-control|content-disposition|content-language|expires)$/;

export class S3Service implements Service {
  readonly signingName = 's3';
  readonly #scheduler: Scheduler;
  readonly #buckets = new Map<string, Map<string, StoredObject>>();

  constructor(options: S3Options) {
    this.#scheduler = options.scheduler;
  }

  createBucket(name: string): string {
    if (!this.#buckets.has(name)) this.#buckets.set(name, new Map());
    return `arn:aws:s3:::${name}`;
  }

  put(bucket: string, key: string, body: Buffer | string, contentType = 'application/octet-stream'): void {
    this.#store(bucket, key, Buffer.from(body), contentType, {});
  }

  get(bucket: string, key: string): StoredObject | undefined {
    return this.#buckets.get(bucket)?.get(key);
  }

  /** In order of their keys. */
  objects(bucket: string): readonly StoredObject[] {
    return [...(this.#buckets.get(bucket)?.values() ?? [])].sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    try {
      return this.#route(request);
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${problem.code}</Code><Message>${escapeXml(problem.message)}</Message><Resource>${escapeXml(request.path)}</Resource><RequestId>local</RequestId></Error>`;
      // A HEAD answer has no body: the client knows the status alone.
      return { status: problem.status, headers: { 'content-type': 'application/xml' }, body: request.method === 'HEAD' ? '' : xml };
    }
  }

  #route(request: ServiceRequest): ServiceResponse {
    const [, bucket = '', ...rest] = request.path.split('/');
    const key = rest.map(decodeURIComponent).join('/');
    const objects = this.#buckets.get(bucket);
    if (!objects) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
    if (key === '') {
      if (request.method === 'HEAD') return { status: 200, headers: {}, body: '' };
      if (request.method === 'GET' && request.query.get('list-type') === '2') return this.#list(bucket, request);
      if (request.method === 'POST' && request.query.has('delete')) return this.#delete(objects, request);
    } else {
      if (request.method === 'PUT' && request.headers['x-amz-copy-source'] === undefined) return this.#put(bucket, key, request);
      if (request.method === 'GET' || request.method === 'HEAD') return this.#get(objects, key, request);
      if (request.method === 'DELETE') {
        objects.delete(key);
        return { status: 204, headers: {}, body: '' };
      }
    }
    throw new AwsError('NotImplemented', 'A header or query you provided implies functionality that is not emulated locally', 501);
  }

  /** Whether the bucket is there and the object is not. */
  lacksObject(bucket: string, key: string): boolean {
    return this.#buckets.get(bucket)?.has(key) === false;
  }

  #put(bucket: string, key: string, request: ServiceRequest): ServiceResponse {
    const { headers } = request;
    checkWrite(headers, this.get(bucket, key)?.etag);
    checkMetadata(headers);
    const { body, checksums } = readUpload(request);
    const encoding = headers['content-encoding']
      ?.split(',')
      .map((part) => part.trim())
      .filter((part) => part !== 'aws-chunked' && part !== '')
      .join(',');
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));
    const object = this.#store(bucket, key, body, headers['content-type'] ?? 'application/octet-stream', {
      ...kept,
      ...checksums,
      ...(encoding ? { 'content-encoding': encoding } : {}),
    });
    return { status: 200, headers: { etag: object.etag, ...checksums }, body: '' };
  }

  #store(bucket: string, key: string, body: Buffer, contentType: string, headers: Readonly<Record<string, string>>): StoredObject {
    const objects = this.#buckets.get(bucket);
    if (!objects) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const object = { key, body, etag, contentType, headers, modifiedAt: this.#scheduler.now() };
    objects.set(key, object);
    return object;
  }

  #get(objects: ReadonlyMap<string, StoredObject>, key: string, request: ServiceRequest): ServiceResponse {
    const object = objects.get(key);
    if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    const { body, etag, contentType, modifiedAt } = object;
    if (checkRead(request.headers, etag) === 304) return { status: 304, headers: { etag }, body: '' };
    const withChecksums = request.headers['x-amz-checksum-mode'] === 'ENABLED';
    const stored = Object.entries(object.headers).filter(([name]) => !name.startsWith('x-amz-checksum-') || withChecksums);
    const headers = {
      ...{ etag, 'content-type': contentType, 'accept-ranges': 'bytes', 'last-modified': new Date(modifiedAt).toUTCString() },
      ...Object.fromEntries(stored),
    };
    const range = request.headers['range'];
    // A range of another unit, or of several parts, is ignored (RFC 9110, 14.2; GetObject knows one range [D]).
    if (range === undefined || !/^bytes=\d*-\d*$/.test(range)) {
      const length = { 'content-length': String(body.length) };
      return { status: 200, headers: { ...headers, ...length }, body: request.method === 'HEAD' ? '' : body };
    }
    const [from, to] = readRange(range, body.length);
    // A part has no checksum of its own.
    const partHeaders = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-')));
    const length = { 'content-range': `bytes ${from}-${to}/${body.length}`, 'content-length': String(to - from + 1) };
    return { status: 206, headers: { ...partHeaders, ...length }, body: request.method === 'HEAD' ? '' : body.subarray(from, to + 1) };
  }

  #delete(objects: Map<string, StoredObject>, request: ServiceRequest): ServiceResponse {
    const deletion = readDeletion(readUpload(request).body.toString());
    for (const key of deletion.keys) objects.delete(key);
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: deletionXml(deletion) };
  }

  #list(bucket: string, request: ServiceRequest): ServiceResponse {
    const listed = this.objects(bucket).map(({ key, body, etag, modifiedAt }) => ({ key, etag, modifiedAt, size: body.length }));
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: listObjects(bucket, listed, request.query) };
  }
}

/** First and last byte of `bytes=a-b`, `a-` or `-n`. */
function readRange(range: string, length: number): readonly [number, number] {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const from = first === '' ? Math.max(length - Number(last), 0) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if ((first === '' && last === '') || from >= length || from > to)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  return [from, to];
}
