/** Undoes a request's Content-Encoding, never past a cap. */
import { inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { InputError } from '#kernel/errors.ts';
import { gunzip, type Informed } from '#kernel/reading/gunzip.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { unsnappy } from '#kernel/reading/snappy.ts';

type Inflate = (body: Uint8Array, maxOutputLength: number) => Uint8Array;

/** Node passes over what stands behind the end of what it reads; what is not read must not be answered as accepted. */
const whole = (informed: unknown, body: Uint8Array): Uint8Array => {
  const { buffer, engine } = informed as Informed;
  if (engine.bytesWritten < body.length) throw new Error('There is something behind the end.');
  return buffer;
};

/** RFC 9110 says `deflate` is the zlib form, but raw deflate is common: the zlib header tells them apart. */
const inflateEither: Inflate = (body, maxOutputLength) => {
  const [first = 0, second = 0] = body;
  const zlib = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  return whole((zlib ? inflateSync : inflateRawSync)(body, { maxOutputLength, info: true }), body);
};

const encodings: Readonly<Record<string, Inflate>> = {
  gzip: gunzip,
  deflate: inflateEither,
  zstd: (body, maxOutputLength) => whole(zstdDecompressSync(body, { maxOutputLength, info: true }), body),
  snappy: unsnappy,
};

const tooLarge = (most: number): InputError =>
  new InputError(`The body is larger than ${most} bytes; send smaller batches.`, { reason: 'too_large' });

/** The body as it was before `contentEncoding`, of `most` bytes at most. InputError: `too_large`, `unsupported_encoding`, `malformed`. */
export const inflate = (body: Uint8Array, contentEncoding: string | undefined, most = maxBodyBytes): Uint8Array => {
  const encoding = (contentEncoding ?? '').trim().toLowerCase().replace(/^x-/, '');
  if (body.length > most) throw tooLarge(most);
  if (encoding === '' || encoding === 'identity' || encoding === 'none') return body;
  const undo = Object.hasOwn(encodings, encoding) ? encodings[encoding] : undefined;
  if (undo === undefined)
    throw new InputError('The content encoding must be gzip, deflate, snappy, zstd or none.', { reason: 'unsupported_encoding' });
  try {
    return undo(body, most);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most);
    throw new InputError(`The body is not ${encoding}, though its content encoding says so.`, { cause, reason: 'malformed' });
  }
};
