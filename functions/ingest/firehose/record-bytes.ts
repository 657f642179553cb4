/** The bytes of a record: out of base64, and out of gzip where they are in it. */
import { InputError } from '#kernel/errors.ts';
import { gunzip } from '#kernel/reading/gunzip.ts';
import { isObject } from '#kernel/reading/json.ts';
import { maxBodyBytes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const bytesOf = (record: unknown): Buffer => {
  const data = isObject(record) ? record['data'] : undefined;
  if (typeof data !== 'string' || data.length % 4 !== 0 || !base64.test(data)) throw new ItemRefused('the data of a record is not base64');
  return Buffer.from(data, 'base64');
};

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const tooLarge = (): InputError =>
  new InputError(`The records of a delivery are larger than ${maxBodyBytes} bytes together; send smaller batches.`, {
    reason: 'too_large',
  });

/** Reads the records of one delivery. What all of them inflate to is held to the cap of one body. */
export const recordReader = (): ((record: unknown) => Buffer) => {
  let left = maxBodyBytes;
  const inflated = (bytes: Buffer): Buffer => {
    try {
      return gunzip(bytes, Math.max(1, left));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
      throw new ItemRefused('a record begins like gzip and is not');
    }
  };
  return (record) => {
    const packed = bytesOf(record);
    const bytes = isGzip(packed) ? inflated(packed) : packed;
    left -= bytes.length;
    if (left < 0) throw tooLarge();
    return bytes;
  };
};
