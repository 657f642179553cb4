/** Damages bytes the way fuzzers do: by seed, the same every time. */

/** A small repeatable random source (mulberry32): whole numbers below a limit. */
export const randomBelow = (seed: number): ((limit: number) => number) => {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
};

type Below = (limit: number) => number;
type Change = (bytes: Buffer, below: Below, other: Buffer) => Buffer;

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
const inPlace: readonly Change[] = [
  (bytes, below) => {
    const at = below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) ^ (1 << below(8)));
  },
  (bytes, below) => set(bytes, below(bytes.length), below(256)),
  (bytes, below) => set(bytes, below(bytes.length), telling[below(telling.length)] as number),
  (bytes, below) => {
    const at = below(bytes.length);
    return set(bytes, at, (bytes[at] ?? 0) + (below(2) === 0 ? 1 : -1));
  },
];

/** With other lengths. */
const moving: readonly Change[] = [
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
export const mutate = (bytes: Buffer, below: Below, other: Buffer): Buffer => {
  let result = bytes;
  for (let left = below(16) === 0 ? 0 : 1 + below(4); left > 0; left -= 1) {
    const changes = below(8) === 0 ? moving : inPlace;
    result = (changes[below(changes.length)] as Change)(result, below, other);
  }
  return result;
};
