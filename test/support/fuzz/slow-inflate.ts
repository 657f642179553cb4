/** RFC 1950, 1951 and 1952 undone bit by bit, to hold zlib and what is around it against. Throws for what is not compressed so, wholly. */
import { crc32 } from 'node:zlib';

const fail = (what: string): never => {
  throw new Error(what);
};

/** The same cap as a body's; a slow reader need not go further. */
const most = 1_000_000;

interface Bits {
  readonly bytes: Uint8Array;
  /** In bits. */
  at: number;
}

const bit = (bits: Bits): number => {
  const byte = bits.bytes[bits.at >> 3] ?? fail('cut off');
  const value = (byte >> (bits.at & 7)) & 1;
  bits.at += 1;
  return value;
};

const number = (bits: Bits, count: number): number => {
  let value = 0;
  for (let index = 0; index < count; index += 1) value += bit(bits) * 2 ** index;
  return value;
};

/** Symbols by their code, written as a one and the code's bits. */
type Codes = ReadonlyMap<number, number>;

const codesOf = (lengths: readonly number[], incompleteIsFine: boolean): Codes => {
  const codes = new Map<number, number>();
  let [code, left] = [0, 1];
  for (let length = 1; length <= 15; length += 1) {
    code *= 2;
    left *= 2;
    lengths.forEach((own, symbol) => {
      if (own !== length) return;
      left -= 1;
      codes.set(2 ** length + code, symbol);
      code += 1;
    });
    if (left < 0) fail('more codes than there are');
  }
  // One code of one bit may stand alone, and so may none at all.
  if (left > 0 && !(incompleteIsFine && lengths.every((length) => length <= 1) && codes.size <= 1)) fail('fewer codes than there are');
  return codes;
};

const symbol = (bits: Bits, codes: Codes): number => {
  let code = 1;
  for (let length = 1; length <= 15; length += 1) {
    code = code * 2 + bit(bits);
    const found = codes.get(code);
    if (found !== undefined) return found;
  }
  return fail('no such code');
};

const range = (length: number, value: number): number[] => new Array<number>(length).fill(value);
const fixedLiterals = codesOf([...range(144, 8), ...range(112, 9), ...range(24, 7), ...range(8, 8)], false);
const fixedDistances = codesOf(range(32, 5), false);

const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const dynamic = (bits: Bits): readonly [literals: Codes, distances: Codes] => {
  const [literals, distances, count] = [number(bits, 5) + 257, number(bits, 5) + 1, number(bits, 4) + 4];
  if (literals > 286 || distances > 30) fail('more symbols than there are');
  const own = range(19, 0);
  for (let index = 0; index < count; index += 1) own[order[index] as number] = number(bits, 3);
  const codes = codesOf(own, false);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const said = symbol(bits, codes);
    if (said < 16) lengths.push(said);
    else if (said === 16) lengths.push(...range(3 + number(bits, 2), lengths.at(-1) ?? fail('nothing to repeat')));
    else lengths.push(...range(said === 17 ? 3 + number(bits, 3) : 11 + number(bits, 7), 0));
  }
  if (lengths.length > literals + distances) fail('too many lengths');
  if (lengths[256] === 0) fail('no end');
  return [codesOf(lengths.slice(0, literals), true), codesOf(lengths.slice(literals), true)];
};

const lengthBits = (code: number): number => (code < 265 || code === 285 ? 0 : (code - 261) >> 2);
const lengthBase = (code: number): number =>
  code === 285 ? 258 : code < 265 ? code - 254 : 3 + ((4 + ((code - 265) % 4)) << ((code - 261) >> 2));
const distanceBits = (code: number): number => (code < 4 ? 0 : (code - 2) >> 1);
const distanceBase = (code: number): number => (code < 4 ? code + 1 : 1 + ((2 + (code % 2)) << ((code - 2) >> 1)));

const block = (bits: Bits, out: number[], [literals, distances]: readonly [Codes, Codes]): void => {
  for (;;) {
    const said = symbol(bits, literals);
    if (said === 256) return;
    if (said < 256) {
      out.push(said);
      continue;
    }
    if (said > 285) fail('no such length');
    const length = lengthBase(said) + number(bits, lengthBits(said));
    const code = symbol(bits, distances);
    if (code > 29) fail('no such distance');
    const distance = distanceBase(code) + number(bits, distanceBits(code));
    if (distance > out.length) fail('from before the beginning');
    for (let count = 0; count < length; count += 1) out.push(out[out.length - distance] as number);
    if (out.length > most) fail('too much');
  }
};

const stored = (bits: Bits, out: number[]): void => {
  bits.at = Math.ceil(bits.at / 8) * 8;
  const length = number(bits, 16);
  if (number(bits, 16) !== 0xffff - length) fail('a length that is not its own complement');
  for (let count = 0; count < length; count += 1) out.push(number(bits, 8));
};

interface Read {
  readonly bytes: Buffer;
  /** Where the next byte after it is. */
  readonly end: number;
}

/** RFC 1951. */
const rawAt = (bytes: Uint8Array, from: number): Read => {
  const bits = { bytes, at: from * 8 };
  const out: number[] = [];
  for (let last = false; !last; ) {
    last = bit(bits) === 1;
    const kind = number(bits, 2);
    if (kind === 0) stored(bits, out);
    else if (kind === 3) fail('no such block');
    else block(bits, out, kind === 1 ? [fixedLiterals, fixedDistances] : dynamic(bits));
  }
  return { bytes: Buffer.from(out), end: Math.ceil(bits.at / 8) };
};

const adler32 = (bytes: Uint8Array): number => {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
};

const uint32 = (bytes: Buffer, at: number, read: 'readUInt32LE' | 'readUInt32BE'): number =>
  at + 4 > bytes.length ? fail('cut off') : bytes[read](at);

const zlibAt = (bytes: Buffer): Read => {
  const [method = 0, flags = 0] = bytes;
  if (method % 16 !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0) fail('no zlib header');
  if ((flags & 32) !== 0) fail('a dictionary nobody has');
  const { bytes: out, end } = rawAt(bytes, 2);
  if (uint32(bytes, end, 'readUInt32BE') !== adler32(out)) fail('wrong sum');
  return { bytes: out, end: end + 4 };
};

const afterText = (bytes: Buffer, from: number): number => {
  const end = bytes.indexOf(0, from);
  return end === -1 ? fail('cut off') : end + 1;
};

const memberAt = (bytes: Buffer, from: number): Read => {
  if (bytes[from] !== 0x1f || bytes[from + 1] !== 0x8b || bytes[from + 2] !== 8) fail('no gzip header');
  const flags = bytes[from + 3] ?? fail('cut off');
  if (flags >= 32) fail('flags of the future');
  let at = from + 10;
  if ((flags & 4) !== 0) at += 2 + (at + 2 > bytes.length ? fail('cut off') : bytes.readUInt16LE(at));
  if ((flags & 8) !== 0) at = afterText(bytes, at);
  if ((flags & 16) !== 0) at = afterText(bytes, at);
  if ((flags & 2) !== 0) {
    if (at + 2 > bytes.length || bytes.readUInt16LE(at) !== crc32(bytes.subarray(from, at)) % 65_536) fail('wrong sum of the header');
    at += 2;
  }
  const { bytes: out, end } = rawAt(bytes, at);
  if (uint32(bytes, end, 'readUInt32LE') !== crc32(out) || uint32(bytes, end + 4, 'readUInt32LE') !== out.length) fail('wrong sum');
  return { bytes: out, end: end + 8 };
};

/** All members; zeros may fill up behind the last. */
export const slowGunzip = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let at = 0;
  do {
    const member = memberAt(bytes, at);
    parts.push(member.bytes);
    at = member.end;
  } while (bytes.subarray(at).some((byte) => byte !== 0));
  return Buffer.concat(parts);
};

/** The zlib form where the header is one, else the raw form; nothing may follow. */
export const slowInflate = (bytes: Buffer): Buffer => {
  const [first = 0, second = 0] = bytes;
  const { bytes: out, end } = first % 16 === 8 && (first * 256 + second) % 31 === 0 ? zlibAt(bytes) : rawAt(bytes, 0);
  return end < bytes.length ? fail('something behind the end') : out;
};
