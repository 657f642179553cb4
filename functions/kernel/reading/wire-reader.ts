/** Reads the protobuf wire format (https://protobuf.dev/programming-guides/encoding/) in place: no message objects in between. */
import { createInterner } from './interner.ts';
import { malformed, partCounter } from './tally.ts';

const keys = createInterner();
const values = createInterner();
const two32 = 4_294_967_296;

interface KnownId {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
  readonly hex: string;
}

/** A cursor over one message. Every read is checked against the end of the message it belongs to by `close`. */
export class WireReader {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Counts a part of the request. */
  readonly part: () => void = partCounter();
  position = 0;
  /** Upper 32 bits of the varint read last. */
  high = 0;
  /** Ids read lately, by length and eighth byte: slots of 8 bytes at 256, of 16 at 512. */
  private readonly ids: (KnownId | undefined)[] = new Array(768).fill(undefined);
  private timeLow = 0;
  private timeHigh = 0;
  private time = 0n;

  constructor(body: Uint8Array) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /** Lower 32 bits, unsigned; the upper are left in `high`. */
  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.position++] as number;
    this.high = 0;
    if (byte < 0x80) return byte;
    let low = byte & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      byte = bytes[this.position++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        this.high = bits >> 4;
      } else if (shift < 63) this.high |= bits << (shift - 32);
      else this.high |= (bits & 1) << 31;
      if (byte < 0x80) return low >>> 0;
    }
    throw malformed('A varint is longer than 10 bytes.');
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const tag = this.varint();
    if (this.high !== 0 || tag < 8) throw malformed('A field number is wrong.');
    return tag;
  }

  /** The end of a length-delimited field, which must lie within `end`. */
  block(end: number): number {
    const length = this.varint();
    const stop = this.position + length;
    if (this.high !== 0 || stop > end) throw malformed('A field is longer than the message it is in; the body may be cut off.');
    return stop;
  }

  /** The end of a message: what was read in it must end exactly here. */
  close(end: number): void {
    if (this.position !== end) throw malformed('A field crosses the end of its message; the body may be cut off.');
  }

  /** Passes over a field of any number. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        break;
      case 1:
        this.position += 8;
        break;
      case 2:
        this.position = this.block(end);
        break;
      case 5:
        this.position += 4;
        break;
      default:
        throw malformed('A field has a wire type that proto3 does not use; is this protobuf?');
    }
    if (this.position > end) throw malformed('A field crosses the end of its message; the body may be cut off.');
  }

  /** How many of `length` bytes at one place are the same as those at one read earlier, up to the first that differs or the body's end. */
  common(one: number, earlier: number, length: number): number {
    const { bytes, view } = this;
    // The earlier place may lie behind this one where fields come in an order of their own, and the body end in it.
    const most = Math.min(length, bytes.length - earlier);
    let at = 0;
    while (at + 8 <= most && view.getBigInt64(one + at) === view.getBigInt64(earlier + at)) at += 8;
    for (; at + 4 <= most; at += 4) {
      const difference = view.getInt32(one + at, true) ^ view.getInt32(earlier + at, true);
      // The lowest bit that differs lies in the first byte that does.
      if (difference !== 0) return at + ((31 - Math.clz32(difference & -difference)) >>> 3);
    }
    for (; at < most; at += 1) if (bytes[one + at] !== bytes[earlier + at]) return at;
    return most;
  }

  /** An attribute key: remembered. */
  key(end: number): string {
    const stop = this.block(end);
    const text = keys(this.bytes, this.view, this.position, stop);
    this.position = stop;
    return text;
  }

  /** A text likely to come again: remembered when short. */
  text(end: number): string {
    const stop = this.block(end);
    const text = values(this.bytes, this.view, this.position, stop);
    this.position = stop;
    return text;
  }

  /** A text that will hardly come again. */
  prose(end: number): string {
    const stop = this.block(end);
    const text = this.bytes.toString('utf8', this.position, stop);
    this.position = stop;
    return text;
  }

  /** An id of 8 or 16 bytes as lower-case hex digits; undefined when it is empty or all zero, null when its length is wrong. */
  id(end: number, length: 8 | 16): string | undefined | null {
    const stop = this.block(end);
    const start = this.position;
    this.position = stop;
    if (stop === start) return undefined;
    if (stop - start !== length) return null;
    const { view } = this;
    const first = view.getUint32(start);
    const second = view.getUint32(start + 4);
    // The spans of a trace share their trace id, and one's own id is the other's parent: making each text once pays.
    const slot = (length << 5) | (second & 0xff);
    const known = this.ids[slot];
    if (known !== undefined && known.first === first && known.second === second) {
      if (length === 8 || (known.third === view.getUint32(start + 8) && known.fourth === view.getUint32(start + 12))) return known.hex;
    }
    const third = length === 16 ? view.getUint32(start + 8) : 0;
    const fourth = length === 16 ? view.getUint32(start + 12) : 0;
    if ((first | second | third | fourth) === 0) return undefined;
    const hex = this.bytes.toString('hex', start, stop);
    this.ids[slot] = { first, second, third, fourth, hex };
    return hex;
  }

  base64(end: number): string {
    const stop = this.block(end);
    const text = this.bytes.toString('base64', this.position, stop);
    this.position = stop;
    return text;
  }

  double(): number {
    const value = this.view.getFloat64(this.position, true);
    this.position += 8;
    return value;
  }

  fixed32(): number {
    const value = this.view.getUint32(this.position, true);
    this.position += 4;
    return value;
  }

  /** Nanoseconds; equal neighbours share one bigint, as the points of a collection do. */
  nanos(): bigint {
    const low = this.view.getUint32(this.position, true);
    const high = this.view.getUint32(this.position + 4, true);
    if (low !== this.timeLow || high !== this.timeHigh) {
      this.time = this.view.getBigUint64(this.position, true);
      this.timeLow = low;
      this.timeHigh = high;
    }
    this.position += 8;
    return this.time;
  }

  /** An unsigned 64-bit count as a double: exact to 2^53. */
  fixed64(): number {
    const low = this.view.getUint32(this.position, true);
    const high = this.view.getUint32(this.position + 4, true);
    this.position += 8;
    return high * two32 + low;
  }

  /** A signed 64-bit integer as a double: exact to ±2^53. */
  sfixed64(): number {
    const low = this.view.getUint32(this.position, true);
    const high = this.view.getInt32(this.position + 4, true);
    this.position += 8;
    return high * two32 + low;
  }

  /** A signed 64-bit varint: a number where JavaScript holds it exactly, else its decimal digits. */
  int64(): number | string {
    const low = this.varint();
    const value = (this.high | 0) * two32 + low;
    if (Number.isSafeInteger(value)) return value;
    return String((BigInt(this.high | 0) << 32n) + BigInt(low));
  }

  /** An unsigned 64-bit varint as a double. */
  uint64(): number {
    const low = this.varint();
    return (this.high >>> 0) * two32 + low;
  }

  /** A zigzag 64-bit varint as a double: exact to ±2^53. */
  sint64(): number {
    const low = this.varint();
    const half = (this.high >>> 0) * (two32 / 2) + (low >>> 1);
    return (low & 1) === 0 ? half : -half - 1;
  }

  /** A zigzag 32-bit varint. */
  sint32(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }
}
