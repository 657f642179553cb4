/** Chunked uploads decode to what was sent, whatever the chunks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError, type ServiceRequest } from '#lib/local/service.ts';
import { readUpload } from '#lib/local/services/s3-body.ts';

const request = (body: Buffer, headers: Record<string, string> = { 'content-encoding': 'aws-chunked' }): ServiceRequest => ({
  ...{ method: 'PUT', path: '/b/k', query: new URLSearchParams(), headers, body, operation: '', accessKeyId: '' },
});
const chunked = (parts: readonly Uint8Array[], trailer = '') =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)};chunk-signature=x\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ]);

describe('a chunked upload', () => {
  it('is the sum of its chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 })), (parts) => {
        expect(readUpload(request(chunked(parts))).body.equals(Buffer.concat(parts))).toBe(true);
      }),
    );
  });

  it('is checked against its trailing checksum', () => {
    const parts = [Buffer.from('hel'), Buffer.from('lo')];
    expect(readUpload(request(chunked(parts, 'x-amz-checksum-crc32:NhCmhg==\r\n'))).checksums).toEqual({
      'x-amz-checksum-crc32': 'NhCmhg==',
    });
    expect(() => readUpload(request(chunked(parts, 'x-amz-checksum-crc32:AAAAAA==\r\n')))).toThrow(AwsError);
  });

  it('fails with an AWS error and no other when it is damaged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readUpload(request(Buffer.from(bytes)));
        } catch (problem) {
          expect(problem).toBeInstanceOf(AwsError);
        }
      }),
    );
    expect(() => readUpload(request(chunked([Buffer.from('hello')]).subarray(0, 20)))).toThrow(/terminated unexpectedly/);
  });
});
