/** The frame's wire form: version byte, compression byte, then columnar JSON. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { AppError, InputError } from './errors.ts';
import type { EncodedFrame, Frame } from './frame.ts';
import { malformed } from './frame-columns.ts';
import { type FrameDocument, maxSignals } from './frame-document.ts';
import { readDocument } from './frame-reader.ts';
import { writeDocument } from './frame-writer.ts';
import { mebibyte } from './reading/limits.ts';

const frameVersion = 1;
const frameCompression = { none: 0, zstd: 1 } as const;

/** Bytes of JSON a frame may hold; neither written nor inflated past it. */
export const maxFrameJsonBytes = 64 * 1024 * 1024;

/** A window of 256 KiB: the memory of a larger one costs more than the little it finds. */
const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 18 } };

/** Where a frame's JSON is written before it is compressed: memory of its own would cost more than the writing. */
const scratch = Buffer.allocUnsafeSlow(mebibyte);

/** The text in UTF-8; good until the next call. */
const utf8 = (text: string): Buffer =>
  // A character takes three bytes at most.
  text.length * 3 > scratch.length ? Buffer.from(text, 'utf8') : scratch.subarray(0, scratch.write(text, 'utf8'));

const tooLarge = (): InputError =>
  new InputError(`A frame holds at most ${maxFrameJsonBytes} bytes of JSON and ${maxSignals} signals.`, { reason: 'too_large' });

/**
 * Encodes one frame: version byte, compression byte, columnar JSON with dictionaries of keys and resources, zstd level 1. Deterministic.
 * InputError `too_large` when the signals do not fit one frame; divide them.
 */
export const encodeFrame = (frame: Frame): EncodedFrame => {
  if (frame.signals.length > maxSignals) throw tooLarge();
  const json = utf8(JSON.stringify(writeDocument(frame)));
  if (json.length > maxFrameJsonBytes) throw tooLarge();
  const payload = zstdCompressSync(json, zstdOptions);
  const data = Buffer.allocUnsafe(payload.length + 2);
  data[0] = frameVersion;
  data[1] = frameCompression.zstd;
  payload.copy(data, 2);
  return { id: frame.id, partition: frame.partition, count: frame.signals.length, data };
};

const inflate = (compression: number | undefined, payload: Uint8Array): Uint8Array => {
  if (compression === frameCompression.none) {
    if (payload.length > maxFrameJsonBytes) throw tooLarge();
    return payload;
  }
  if (compression !== frameCompression.zstd)
    throw new InputError('The frame is compressed in a way this version does not know.', { reason: 'unknown_compression' });
  try {
    return zstdDecompressSync(payload, { maxOutputLength: maxFrameJsonBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new InputError('The frame is malformed: it cannot be inflated.', { cause, reason: 'malformed' });
  }
};

/** The frame again, equal in every field. InputError: `unknown_version`, `unknown_compression`, `malformed`, `too_large`. */
export const decodeFrame = (bytes: Uint8Array): Frame => {
  if (bytes.length < 2) throw malformed('it is too short');
  if (bytes[0] !== frameVersion) throw new InputError('The frame has a version this one does not know.', { reason: 'unknown_version' });
  const payload = inflate(bytes[1], bytes.subarray(2));
  const json = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  try {
    return readDocument(JSON.parse(json.toString('utf8')) as FrameDocument);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new InputError('The frame is malformed: it does not hold what it says.', { cause, reason: 'malformed' });
  }
};
