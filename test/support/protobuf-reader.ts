/**
 * A slow protobuf reader driven by schemas, to hold the fast ones against: every message a plain object under the fields' names,
 * every integer a bigint. It knows nothing of what the fast ones do.
 */
import { isUtf8 } from 'node:buffer';

type Scalar =
  | 'string'
  | 'bytes'
  | 'bool'
  | 'double'
  | 'fixed64'
  | 'sfixed64'
  | 'fixed32'
  | 'uint64'
  | 'int64'
  | 'uint32'
  | 'int32'
  | 'sint32'
  | 'sint64';
export type Kind = Scalar | (() => Schema);

/** `choice` names the oneof a field belongs to. */
export interface FieldSchema {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: boolean;
  readonly choice?: string;
}

export type Schema = ReadonlyMap<number, FieldSchema>;
export type Message = Record<string, unknown>;

export const one = (name: string, kind: Kind, choice?: string): FieldSchema =>
  choice === undefined ? { name, kind } : { name, kind, choice };
export const many = (name: string, kind: Kind): FieldSchema => ({ name, kind, repeated: true });
export const schema = (fields: Readonly<Record<number, FieldSchema>>): Schema =>
  new Map(Object.entries(fields).map(([number, field]) => [Number(number), field]));

/** What the reader is told to notice: bytes that no sender writes and that readers take in several ways. */
type Notice = () => void;
const silent: Notice = () => undefined;

/** The input says something that no sender may write and readers may take either way: a singular message twice, which protobuf merges. */
export class Incomparable extends Error {}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** Whether a varint says more than fits its field. */
const overflows = (kind: Kind, raw: bigint): boolean => {
  if (kind === 'bool') return raw > 1n;
  if (kind === 'uint32' || kind === 'sint32') return raw !== BigInt.asUintN(32, raw);
  return kind === 'int32' && BigInt.asIntN(64, raw) !== BigInt.asIntN(32, raw);
};

const varint = (cursor: Cursor, notice: Notice): bigint => {
  const first = cursor.bytes[cursor.at];
  if (first !== undefined && first < 0x80) {
    cursor.at += 1;
    return BigInt(first);
  }
  let value = 0n;
  for (let index = 0n; index < 10n; index += 1n) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new Error('cut off in a varint');
    cursor.at += 1;
    value |= BigInt(byte & 0x7f) << (7n * index);
    if (byte < 0x80) {
      if (value !== BigInt.asUintN(64, value) || (byte === 0 && index > 0n)) notice();
      return BigInt.asUintN(64, value);
    }
  }
  throw new Error('varint of more than ten bytes');
};

const take = (cursor: Cursor, length: bigint): Buffer => {
  if (length > BigInt(cursor.bytes.length - cursor.at)) throw new Error('cut off in a field');
  const start = cursor.at;
  cursor.at += Number(length);
  return cursor.bytes.subarray(start, cursor.at);
};

const unzigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

const fromVarint: Readonly<Partial<Record<Scalar, (value: bigint) => unknown>>> = {
  bool: (value) => value !== 0n,
  uint64: (value) => value,
  int64: (value) => BigInt.asIntN(64, value),
  uint32: (value) => BigInt.asUintN(32, value),
  int32: (value) => BigInt.asIntN(32, value),
  sint32: (value) => BigInt.asIntN(32, unzigzag(BigInt.asUintN(32, value))),
  sint64: (value) => BigInt.asIntN(64, unzigzag(value)),
};
const fromFixed: Readonly<Partial<Record<Scalar, (bytes: Buffer) => unknown>>> = {
  double: (bytes) => bytes.readDoubleLE(),
  fixed64: (bytes) => bytes.readBigUInt64LE(),
  sfixed64: (bytes) => bytes.readBigInt64LE(),
  fixed32: (bytes) => BigInt(bytes.readUInt32LE()),
};

const wireOf = (kind: Kind): number => {
  if (typeof kind === 'function' || kind === 'string' || kind === 'bytes') return 2;
  if (kind === 'fixed32') return 5;
  return fromFixed[kind] === undefined ? 0 : 1;
};

/** The raw value of a wire type. Groups are not proto3. */
const rawOf = (cursor: Cursor, wire: number, notice: Notice): bigint | Buffer => {
  if (wire === 0) return varint(cursor, notice);
  if (wire === 1) return take(cursor, 8n);
  if (wire === 5) return take(cursor, 4n);
  if (wire === 2) return take(cursor, varint(cursor, notice));
  throw new Error('wire type that proto3 does not have');
};

const meaningOf = (kind: Kind, raw: bigint | Buffer, notice: Notice): unknown => {
  if (typeof raw === 'bigint') {
    if (overflows(kind, raw)) notice();
    return fromVarint[kind as Scalar]?.(raw);
  }
  if (typeof kind === 'function') return readMessage(raw, kind(), notice);
  if (kind === 'string') {
    if (!isUtf8(raw)) notice();
    return raw.toString('utf8');
  }
  return kind === 'bytes' ? raw : fromFixed[kind]?.(raw);
};

const unpack = (kind: Kind, raw: Buffer, notice: Notice): unknown[] => {
  const cursor = { bytes: raw, at: 0 };
  const values: unknown[] = [];
  while (cursor.at < raw.length) values.push(meaningOf(kind, rawOf(cursor, wireOf(kind), notice), notice));
  return values;
};

const put = (message: Message, fields: Schema, field: FieldSchema, wire: number, raw: bigint | Buffer, notice: Notice): void => {
  const { name, kind, repeated, choice } = field;
  const natural = wireOf(kind);
  if (repeated === true) {
    const packed = wire === 2 && natural !== 2;
    if (wire !== natural && !packed) {
      notice();
      return;
    }
    message[name] ??= [];
    (message[name] as unknown[]).push(...(packed ? unpack(kind, raw as Buffer, notice) : [meaningOf(kind, raw, notice)]));
    return;
  }
  if (wire !== natural) {
    notice();
    return;
  }
  if (typeof kind === 'function' && message[name] !== undefined) throw new Incomparable();
  if (choice !== undefined)
    for (const other of fields.values())
      if (other.choice === choice && message[other.name] !== undefined) {
        notice();
        delete message[other.name];
      }
  message[name] = meaningOf(kind, raw, notice);
};

/** Throws Incomparable, and Error for what is not protobuf. Unknown fields, and known ones of another wire type, are passed over. */
export const readMessage = (bytes: Buffer, fields: Schema, notice: Notice = silent): Message => {
  const cursor = { bytes, at: 0 };
  const message: Message = {};
  while (cursor.at < bytes.length) {
    const tag = varint(cursor, notice);
    if (tag < 8n || tag > 0xffff_ffffn) throw new Error('field number that is none');
    const wire = Number(tag & 7n);
    const raw = rawOf(cursor, wire, notice);
    const field = fields.get(Number(tag >> 3n));
    if (field !== undefined) put(message, fields, field, wire, raw, notice);
  }
  return message;
};
