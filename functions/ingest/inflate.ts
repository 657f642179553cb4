/** Undoes a request's Content-Encoding, never past a cap. */
import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { InputError } from '#kernel/errors.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { unsnappy } from '#kernel/reading/snappy.ts';

type Inflate = (body: Uint8Array, maxOutputLength: number) => Uint8Array;

/** What zlib's functions return under the option `info`; its type declarations leave that out. `bytesWritten` is how much of the input was read. */
interface Informed {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** RFC 9110 says `deflate` is the zlib form, but raw deflate is common: the zlib header tells them apart. */
const inflateEither: Inflate = (body, maxOutputLength) => {
  const [first = 0, second = 0] = body;
  const zlib = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  return zlib ? inflateSync(body, { maxOutputLength }) : inflateRawSync(body, { maxOutputLength });
};

/** Node reads a first frame and passes over what follows it; what is not read must not be answered as accepted. */
const inflateZstd: Inflate = (body, maxOutputLength) => {
  const { buffer, engine } = zstdDecompressSync(body, { maxOutputLength, info: true }) as unknown as Informed;
  if (engine.bytesWritten < body.length) throw new Error('There is something behind the first zstd frame.');
  return buffer;
};

const encodings: Readonly<Record<string, Inflate>> = {
  gzip: (body, maxOutputLength) => gunzipSync(body, { maxOutputLength }),
  deflate: inflateEither,
  zstd: inflateZstd,
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
