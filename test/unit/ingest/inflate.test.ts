import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflate } from '#functions/ingest/inflate.ts';
import type { InputError } from '#kernel/errors.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { snappy } from '#test/support/snappy.ts';

const reasonOf = (body: Uint8Array, encoding: string | undefined): string => {
  try {
    inflate(body, encoding);
    return 'inflated';
  } catch (error) {
    return (error as InputError).reason;
  }
};

const body = Buffer.from('{"resourceLogs":[]}'.repeat(50));

describe('a request body', () => {
  it.for([
    ['none', body, undefined],
    ['identity', body, 'identity'],
    ['gzip', gzipSync(body), 'gzip'],
    ['gzip in capitals', gzipSync(body), ' GZIP '],
    [
      'gzip of two members, filled up with zeros',
      Buffer.concat([gzipSync(body.subarray(0, 9)), gzipSync(body.subarray(9)), Buffer.alloc(7)]),
      'gzip',
    ],
    ['x-gzip', gzipSync(body), 'x-gzip'],
    ['zlib deflate', deflateSync(body), 'deflate'],
    ['raw deflate', deflateRawSync(body), 'deflate'],
    ['zstd', zstdCompressSync(body), 'zstd'],
    ['snappy', snappy(body), 'snappy'],
  ] as const)('is read from %s', ([, sent, encoding]) => {
    expect(Buffer.from(inflate(sent, encoding))).toEqual(body);
  });

  it.for([
    ['plain JSON labelled gzip', body, 'gzip', 'malformed'],
    ['a cut-off gzip', gzipSync(body).subarray(0, 20), 'gzip', 'malformed'],
    ['an empty body labelled gzip', Buffer.alloc(0), 'gzip', 'malformed'],
    ['brotli', body, 'br', 'unsupported_encoding'],
    ['a name every object has', body, 'constructor', 'unsupported_encoding'],
    [
      'more than one zstd frame, of which only the first would be read',
      Buffer.concat([zstdCompressSync(body), zstdCompressSync(body)]),
      'zstd',
      'malformed',
    ],
    ['zstd with something behind it', Buffer.concat([zstdCompressSync(body), body]), 'zstd', 'malformed'],
    ['gzip with something behind its last member', Buffer.concat([gzipSync(body), Buffer.from([0, 1])]), 'gzip', 'malformed'],
    ['zlib deflate with something behind it', Buffer.concat([deflateSync(body), deflateSync(body)]), 'deflate', 'malformed'],
    ['raw deflate with something behind it', Buffer.concat([deflateRawSync(body), Buffer.of(0)]), 'deflate', 'malformed'],
    ['a cut-off zstd', zstdCompressSync(body).subarray(0, 20), 'zstd', 'malformed'],
    ['a cut-off snappy', snappy(body).subarray(0, 20), 'snappy', 'malformed'],
    ['a snappy that declares too much', Buffer.from([0xff, 0xff, 0xff, 0x7f, 0]), 'snappy', 'too_large'],
    ['two encodings', body, 'gzip, deflate', 'unsupported_encoding'],
    ['too many packed bytes', Buffer.alloc(maxBodyBytes + 1), 'snappy', 'too_large'],
    ['too many plain bytes', Buffer.alloc(maxBodyBytes + 1), undefined, 'too_large'],
  ] as const)('is refused when it is %s', ([, sent, encoding, reason]) => {
    expect(reasonOf(sent, encoding)).toBe(reason);
  });

  it.for([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ] as const)('never inflates past the cap: %s', ([encoding, compress]) => {
    const bomb = compress(Buffer.alloc(maxBodyBytes * 4));
    expect(bomb.length).toBeLessThan(maxBodyBytes / 100);
    expect(reasonOf(bomb, encoding)).toBe('too_large');
    expect(reasonOf(compress(Buffer.alloc(maxBodyBytes)), encoding)).toBe('inflated');
  });
});
