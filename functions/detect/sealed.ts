/** The bytes a state is kept as: a version byte, then zstd over the length of the JSON (four bytes, little-endian), the JSON, and packed numbers. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { numberReader, packNumbers } from './packed-numbers.ts';

const maxUnpackedBytes = 16 * 1024 * 1024;
const lengthBytes = 4;

/** JSON-able `head` and lists of numbers, whose lengths the head tells. */
export const seal = (version: number, head: unknown, lists: readonly (readonly number[])[]): Uint8Array => {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(json.length);
  const options = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
  return Buffer.concat([Buffer.of(version), zstdCompressSync(Buffer.concat([length, json, packNumbers(lists)]), options)]);
};

/** The head again, and a reader of the lists. Throws on damaged bytes. */
export const unseal = (bytes: Uint8Array): { readonly head: unknown; readonly read: (count: number) => readonly number[] } => {
  const inner = inflate(bytes);
  const end = lengthBytes + inner.readUInt32LE();
  return { head: JSON.parse(inner.toString('utf8', lengthBytes, end)), read: numberReader(inner.subarray(end)) };
};

/** What follows the version byte, unpacked. */
export const inflate = (bytes: Uint8Array): Buffer => zstdDecompressSync(bytes.subarray(1), { maxOutputLength: maxUnpackedBytes });
