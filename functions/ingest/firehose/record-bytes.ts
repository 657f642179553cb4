/** The bytes of a record: out of base64, and out of gzip where they are in it. */
import { isUtf8 } from 'node:buffer';
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

/** Whether these are length-delimited protobuf messages that begin with field 1, as metric streams in OpenTelemetry's formats are. */
const looksDelimited = (bytes: Buffer): boolean => {
  let at = 0;
  while (at < 5 && (bytes[at] ?? 0) >= 0x80) at += 1;
  return bytes[at + 1] === 0x0a;
};

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
    if (isUtf8(bytes) && !bytes.includes(0)) return bytes;
    throw new ItemRefused(
      looksDelimited(bytes)
        ? 'a metric stream in an OpenTelemetry format; set its output format to JSON'
        : 'a record is neither text nor gzip of text',
    );
  };
};
