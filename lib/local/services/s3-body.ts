/** Reads an upload's body: plain, or aws-chunked with checksums after it, and checks what it says of itself. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError, type ServiceRequest } from '../service.ts';

export interface Upload {
  readonly body: Buffer;
  /** `x-amz-checksum-…` header names and base64 values, from headers or trailers. */
  readonly checksums: Readonly<Record<string, string>>;
}

const CHECKSUM = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

/** Throws AwsError for a malformed or wrong body. */
export function readUpload(request: ServiceRequest): Upload {
  const { headers } = request;
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') || headers['content-encoding']?.split(',').includes('aws-chunked');
  const { body, trailers } = chunked ? decodeChunks(request.body) : { body: request.body, trailers: {} };
  const checksums = Object.fromEntries(Object.entries({ ...headers, ...trailers }).filter(([name]) => CHECKSUM.test(name)));
  for (const [name, value] of Object.entries(checksums)) {
    const actual = digest(name.slice('x-amz-checksum-'.length), body);
    if (actual !== undefined && actual !== value)
      throw new AwsError('BadDigest', `The ${name.slice(15).toUpperCase()} you specified did not match the calculated checksum.`);
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !/^[A-Za-z0-9+/]{22}==$/.test(md5))
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  return { body, checksums };
}

/** Base64, or undefined for CRC-32C and CRC-64/NVME, which are kept without a check: Node has no function for them. */
function digest(algorithm: string, body: Buffer): string | undefined {
  if (algorithm === 'sha1' || algorithm === 'sha256') return createHash(algorithm).update(body).digest('base64');
  if (algorithm !== 'crc32') return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

/** `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailer>: <value>\r\n\r\n` (S3 user guide, "Signature calculations … chunked upload"). [D] */
function decodeChunks(raw: Buffer): { body: Buffer; trailers: Readonly<Record<string, string>> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf('\r\n', at);
    const size = end < 0 ? Number.NaN : Number.parseInt(raw.toString('latin1', at, end), 16);
    if (Number.isNaN(size)) throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    at = end + 2;
    if (size === 0) break;
    if (at + size > raw.length) throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    chunks.push(raw.subarray(at, at + size));
    at += size + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of raw.toString('latin1', at).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
}
