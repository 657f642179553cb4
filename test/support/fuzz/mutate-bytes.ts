/** Damages bytes the way fuzzers do: by seed, the same every time. */

import { type Below, type Mutate, oneOf } from './random.ts';

/** Bytes that mean something: varint ends, lengths, wire types, zero. */
const telling = [0x00, 0x01, 0x02, 0x08, 0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x7f, 0x80, 0xff];

const cut = (bytes: Buffer, from: number, to: number, middle: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
const set = (bytes: Buffer, at: number, value: number): Buffer => {
  const copy = Buffer.from(bytes);
  if (at < copy.length) copy[at] = value & 0xff;
  return copy;
};
const piece = (bytes: Buffer, below: Below): Buffer => {
  const from = below(bytes.length + 1);
  return bytes.subarray(from, from + 1 + below(24));
};

/** In place: lengths stay right, and the damage gets past the first of them. */
const inPlace: readonly Mutate[] = [
  (bytes, below) => {
    const at = below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) ^ (1 << below(8)));
  },
  (bytes, below) => set(bytes, below(bytes.length), below(256)),
  (bytes, below) => set(bytes, below(bytes.length), oneOf(telling, below)),
  (bytes, below) => {
    const at = below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) + (below(2) === 0 ? 1 : -1));
  },
];

/** With other lengths. */
const moving: readonly Mutate[] = [
  (bytes, below) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, at, Buffer.from(Array.from({ length: 1 + below(6) }, () => below(256))));
  },
  (bytes, below) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, at + 1 + below(8), Buffer.alloc(0));
  },
  (bytes, below) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, at, piece(bytes, below));
  },
  (bytes, below, other) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, at + below(24), piece(other, below));
  },
  (bytes, below) => bytes.subarray(0, below(bytes.length + 1)),
];

/** One to four changes, and now and then none; pieces may come from `other`. */
export const mutateBytes: Mutate = (bytes, below, other) => {
  let result = bytes;
  for (let left = below(16) === 0 ? 0 : 1 + below(4); left > 0; left -= 1) {
    const changes = below(8) === 0 ? moving : inPlace;
    result = oneOf(changes, below)(result, below, other);
  }
  return result;
};
