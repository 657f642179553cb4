/** Damages what is compressed: the bytes; what is inside, compressed anew by chance; what is around it. Sums are mostly set right again, or nothing damaged would get past them. */
import { constants, crc32, deflateRawSync, deflateSync, zstdCompressSync } from 'node:zlib';
import { mutateBytes } from './mutate-bytes.ts';
import { type Below, eitherOf, type Mutate, oneOf } from './random.ts';
import { slowInflate } from './slow-inflate.ts';

const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE, constants.Z_FILTERED];
const how = (below: Below) => ({ level: below(10), strategy: oneOf(strategies, below), memLevel: 1 + below(9), windowBits: 9 + below(7) });

/** Now and then something behind it: zeros, anything, the whole once more. */
const followed = (bytes: Buffer, below: Below): Buffer => {
  const behind = [
    Buffer.alloc(1 + below(8)),
    Buffer.from([0, 1 + below(255)]),
    Buffer.from([1 + below(255)]),
    bytes,
    bytes.subarray(0, below(12)),
  ];
  return below(8) === 0 ? Buffer.concat([bytes, oneOf(behind, below)]) : bytes;
};

const undone = (raw: Buffer): Buffer | undefined => {
  try {
    return slowInflate(raw);
  } catch {
    return undefined;
  }
};

/** A raw stream, whole or damaged in some bits, and what it comes to as far as that can be said. */
const rawStream = (plain: Buffer, below: Below, other: Buffer): readonly [raw: Buffer, plain: Buffer] => {
  const raw = deflateRawSync(below(2) === 0 ? plain : mutateBytes(plain, below, other), how(below));
  const damaged = below(3) === 0 ? raw : mutateBytes(raw, below, raw);
  return [damaged, undone(damaged) ?? plain];
};

/** A gzip member with any of the parts that its header may have. */
const member = ([raw, plain]: readonly [Buffer, Buffer], below: Below): Buffer => {
  const flags = below(2) === 0 ? 0 : below(below(4) === 0 ? 256 : 32);
  const extra = Buffer.alloc(below(9), 7);
  const parts = [
    Buffer.from([0x1f, 0x8b, 8, flags, below(256), 0, 0, 0, 0, 3]),
    ...((flags & 4) !== 0 ? [Buffer.from([extra.length, 0]), extra] : []),
    ...((flags & 8) !== 0 ? [Buffer.from('name\0')] : []),
    ...((flags & 16) !== 0 ? [Buffer.from('a comment\0')] : []),
  ];
  const head = Buffer.concat(parts);
  const headSum = Buffer.alloc((flags & 2) !== 0 ? 2 : 0);
  if (headSum.length > 0) headSum.writeUInt16LE((crc32(head) + (below(4) === 0 ? 1 : 0)) % 65_536);
  const sums = Buffer.alloc(8);
  sums.writeUInt32LE(crc32(plain));
  sums.writeUInt32LE(plain.length, 4);
  return Buffer.concat([head, headSum, raw, sums]);
};

/** Of plain bytes, a gzip body. */
export const mutateGzip: Mutate = (plain, below, other) => {
  const members = Array.from({ length: below(6) === 0 ? 2 : 1 }, () => member(rawStream(plain, below, other), below));
  const whole = followed(Buffer.concat(members), below);
  return below(6) === 0 ? mutateBytes(whole, below, other) : whole;
};

/** Of plain bytes, a body in deflate, raw or with zlib's header. */
export const mutateDeflate: Mutate = eitherOf(
  (plain, below, other) => followed(rawStream(plain, below, other)[0], below),
  (plain, below, other) => {
    const [raw, comesTo] = rawStream(plain, below, other);
    const sums = deflateSync(comesTo, { level: 0 }).subarray(-4);
    return followed(
      Buffer.concat([Buffer.from(oneOf(['789c', '7801', '78da', '0899', '1895', '7820', '8899'], below), 'hex'), raw, sums]),
      below,
    );
  },
  (plain, below, other) => mutateBytes(deflateSync(plain, how(below)), below, other),
);

const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum, ZSTD_c_contentSizeFlag: contentSize } = constants;

const zstdOf = (plain: Buffer, below: Below): Buffer =>
  zstdCompressSync(plain, { params: { [level]: below(12) - 3, [checksum]: Number(below(4) === 0), [contentSize]: below(2) } });

/** A frame of blocks that are stored or repeat one byte. */
const plainFrame = (plain: Buffer, below: Below): Buffer => {
  const blocks: Buffer[] = [];
  for (let count = 1 + below(4), left = count; left > 0; left -= 1) {
    const kind = below(below(12) === 0 ? 4 : 2);
    const size = kind === 1 ? below(300) : Math.min(plain.length, below(300));
    const head = size * 8 + kind * 2 + (left === 1 || below(20) === 0 ? 1 : 0);
    blocks.push(Buffer.from([head & 255, (head >> 8) & 255, head >> 16]), kind === 1 ? Buffer.of(below(256)) : plain.subarray(0, size));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 8 * below(12)]), ...blocks]);
};

/** Of plain bytes, a zstd body. */
export const mutateZstd: Mutate = eitherOf(
  (plain, below, other) => followed(zstdOf(mutateBytes(plain, below, other), below), below),
  (plain, below) => followed(plainFrame(plain, below), below),
  (plain, below, other) => mutateBytes(zstdOf(plain, below), below, other),
);
