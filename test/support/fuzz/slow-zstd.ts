/**
 * Finds where the first zstd frame of a body ends (RFC 8878, 3.1.1), block by block, and undoes blocks that are stored or repeat one
 * byte. Bytes of compressed blocks are libzstd's word: no second implementation is at hand.
 */
import { zstdDecompressSync } from 'node:zlib';

const fail = (what: string): never => {
  throw new Error(what);
};

const numberAt = (bytes: Buffer, at: number, count: number): number => {
  if (at + count > bytes.length) fail('cut off');
  return Array.from({ length: count }, (_, index) => (bytes[at + index] as number) * 256 ** index).reduce((sum, part) => sum + part, 0);
};

const magic = 0xfd2f_b528;
/** What a small decoder must hold; more is refused by ours as well. */
const blockMost = 131_072;

/** The bytes of a body that is one frame. */
export const slowZstd = (bytes: Buffer): Buffer => {
  if (numberAt(bytes, 0, 4) !== magic) fail('no zstd frame');
  const descriptor = numberAt(bytes, 4, 1);
  const single = (descriptor & 32) !== 0;
  if ((descriptor & 8) !== 0) fail('a reserved bit');
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  let at = 5 + (single ? 0 : 1);
  if (dictionary > 0 && numberAt(bytes, at, dictionary) !== 0) fail('a dictionary nobody has');
  at += dictionary;
  const declared = sizeBytes === 0 ? undefined : numberAt(bytes, at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  at += sizeBytes;
  const parts: Buffer[] = [];
  let compressed = false;
  for (let last = false; !last; ) {
    const head = numberAt(bytes, at, 3);
    const size = head >> 3;
    at += 3;
    last = head % 2 === 1;
    const kind = (head >> 1) & 3;
    if (size > blockMost || kind === 3) fail('no such block');
    if (kind === 1) parts.push(Buffer.alloc(size, numberAt(bytes, at, 1)));
    if (kind === 0) parts.push(bytes.subarray(at, at + size));
    compressed ||= kind === 2;
    at += kind === 1 ? 1 : size;
    if (at > bytes.length) fail('cut off');
  }
  if ((descriptor & 4) !== 0) at += 4;
  if (at !== bytes.length) fail('something behind the first frame, or less than it');
  const undone = zstdDecompressSync(bytes, { chunkSize: 64 });
  if (!compressed && !undone.equals(Buffer.concat(parts))) fail('stored blocks come out otherwise');
  return declared !== undefined && undone.length !== declared ? fail('not as long as declared') : undone;
};
