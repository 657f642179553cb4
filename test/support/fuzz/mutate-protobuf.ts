/** Damages protobuf by its structure: the lengths around the damage are right again, so that it gets as deep as the message does. */
import { mutateBytes } from './mutate-bytes.ts';
import { type Below, eitherOf, type Mutate, oneOf } from './random.ts';

interface Field {
  number: number;
  wire: number;
  /** A varint, the bytes of a fixed field, of a text or of what is no message, or the fields of a message. */
  value: bigint | Buffer | Field[];
  /** Bytes of continuation that the varint does not need. */
  padding?: number;
}

const varintAt = (bytes: Buffer, at: number): readonly [value: bigint, end: number] | undefined => {
  const first = bytes[at];
  if (first !== undefined && first < 0x80) return [BigInt(first), at + 1];
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return undefined;
};

const sizeOf = (wire: number): number => (wire === 1 ? 8 : 4);

/** Fields that make up all of the bytes, or undefined; a text may happen to read as a message. */
const fieldsOf = (bytes: Buffer, depth = 0): Field[] | undefined => {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = varintAt(bytes, at);
    if (tag === undefined) return undefined;
    const [number, wire] = [Number(tag[0] >> 3n), Number(tag[0] & 7n)];
    if (number < 1 || number > 100 || ![0, 1, 2, 5].includes(wire)) return undefined;
    const head = wire === 0 || wire === 2 ? varintAt(bytes, tag[1]) : ([0n, tag[1]] as const);
    if (head === undefined) return undefined;
    const end = wire === 0 ? head[1] : wire === 2 ? head[1] + Number(head[0]) : head[1] + sizeOf(wire);
    if (end > bytes.length) return undefined;
    const raw = bytes.subarray(head[1], end);
    const inner = wire === 2 && raw.length > 1 && depth < 12 ? fieldsOf(raw, depth + 1) : undefined;
    fields.push({ number, wire, value: wire === 0 ? head[0] : (inner ?? raw) });
    at = end;
  }
  return fields;
};

const varint = (value: bigint, padding = 0): Buffer => {
  if (padding === 0 && value >= 0n && value < 128n) return Buffer.of(Number(value));
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); bytes.push(Number(rest & 0x7fn)) && rest > 0x7fn; ) rest >>= 7n;
  for (let left = Math.min(padding, 10 - bytes.length); left > 0; left -= 1) bytes.push(0);
  return Buffer.from(bytes.map((byte, index) => (index < bytes.length - 1 ? byte | 0x80 : byte)));
};

const bytesOf = (fields: readonly Field[]): Buffer =>
  Buffer.concat(
    fields.flatMap(({ number, wire, value, padding }) => {
      const tag = varint(BigInt(number * 8 + wire));
      if (typeof value === 'bigint') return [tag, varint(value, padding)];
      const raw = Buffer.isBuffer(value) ? value : bytesOf(value);
      return wire === 2 ? [tag, varint(BigInt(raw.length), padding), raw] : [tag, raw];
    }),
  );

const numbers = [0n, 1n, 2n, 127n, 128n, 255n, 1024n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n]
  .concat([2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 2n])
  .concat([1_764_000_000_000n, 9_223_372_036_854n, 9_223_372_036_855n]);

/** Doubles and fixed numbers by their bits: NaN, the stale marker, infinities, negative zero, the smallest, the largest, all ones. */
const fixed = ['7ff8000000000000', '7ff0000000000002', '7ff0000000000000', 'fff0000000000000', '8000000000000000', '0000000000000001']
  .concat(['7fefffffffffffff', 'ffffffffffffffff', '0000000000000000', '7fffffffffffffff', '3ff0000000000000'])
  .map((hex) => Buffer.from(hex, 'hex').reverse());

const texts = ['', '__proto__', 'constructor', '__name__', 'service.name', 'job', 'a\u0000b', 'é😀', '\u{feff}x', 'x'.repeat(300)]
  .map((text) => Buffer.from(text))
  .concat([Buffer.from([0xff, 0xfe]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.alloc(16), Buffer.alloc(8, 1)]);

/** All messages of a message, itself included. */
const messagesIn = (fields: Field[]): Field[][] => [
  fields,
  ...fields.flatMap(({ value }) => (Array.isArray(value) ? messagesIn(value) : [])),
];

const copyOf = (field: Field): Field => ({ ...field, value: Array.isArray(field.value) ? field.value.map(copyOf) : field.value });

const otherValue = (field: Field, below: Below, other: Buffer): void => {
  const { wire, value } = field;
  if (typeof value === 'bigint') field.value = below(3) === 0 ? value + BigInt(below(5) - 2) : oneOf(numbers, below);
  else if (wire !== 2) field.value = Buffer.from(oneOf(fixed, below).subarray(8 - sizeOf(wire)));
  else if (Buffer.isBuffer(value)) field.value = below(2) === 0 ? oneOf(texts, below) : mutateBytes(value, below, other);
  else field.value = mutateBytes(bytesOf(value), below, other);
};

type Change = (message: Field[], at: number, below: Below, other: Buffer) => void;

const changes: readonly Change[] = [
  (message, at, below, other) => otherValue(message[at] as Field, below, other),
  (message, at, below, other) => otherValue(message[at] as Field, below, other),
  // Left out, twice, somewhere else, exchanged.
  (message, at) => void message.splice(at, 1),
  (message, at, below) => void message.splice(below(message.length + 1), 0, copyOf(message[at] as Field)),
  (message, at, below) => void message.splice(below(message.length + 1), 0, ...message.splice(at, 1)),
  (message, at, below) => {
    const with_ = below(message.length);
    [message[at], message[with_]] = [message[with_] as Field, message[at] as Field];
  },
  // The other way round: what others are told by comes last.
  (message) => void message.reverse(),
  // Out of another request: a field of the same number, or any.
  (message, at, below, other) => {
    const theirs = messagesIn(fieldsOf(other) ?? []).flat();
    const alike = theirs.filter(({ number, wire }) => number === message[at]?.number && wire === message[at]?.wire);
    const donor = alike.length > 0 && below(4) > 0 ? alike : theirs;
    if (donor.length > 0) message.splice(below(2) === 0 ? at : below(message.length + 1), below(2), copyOf(oneOf(donor, below)));
  },
  // Another number: a field nobody knows, or the place of another.
  (message, at, below) => {
    (message[at] as Field).number = below(3) === 0 ? 16 + below(2_000) : 1 + below(16);
  },
  // Cut off within a message, whose length says so.
  (message, at, below) => {
    const field = message[at] as Field;
    const raw = Array.isArray(field.value) ? bytesOf(field.value) : field.value;
    if (typeof raw !== 'bigint' && field.wire === 2) field.value = raw.subarray(0, below(raw.length + 1));
  },
  // More bytes than a varint needs.
  (message, at, below) => {
    (message[at] as Field).padding = 1 + below(9);
  },
  // Several numbers in one field, as packed ones are, and one of several alone.
  (message, at, below) => {
    const field = message[at] as Field;
    if (typeof field.value === 'bigint')
      message[at] = { ...field, wire: 2, value: Buffer.concat([varint(field.value), varint(oneOf(numbers, below))]) };
    else if (Buffer.isBuffer(field.value) && field.wire === 2) {
      const first = varintAt(field.value, 0);
      if (first !== undefined) message[at] = { ...field, wire: 0, value: first[0] };
    }
  },
  // Of another wire type, groups among them.
  (message, at, below) => {
    (message[at] as Field).wire = below(8);
  },
  (message, at, below) => {
    const value = oneOf(numbers, below);
    message.splice(at, 0, { number: 1 + below(20), wire: 0, value });
  },
];

const mutateFields: Mutate = (input, below, other) => {
  const fields = fieldsOf(input);
  if (fields === undefined || fields.length === 0) return mutateBytes(input, below, other);
  for (let left = 1 + below(4); left > 0; left -= 1) {
    const messages = messagesIn(fields).filter(({ length }) => length > 0);
    if (messages.length === 0) break;
    const message = oneOf(messages, below);
    oneOf(changes, below)(message, below(message.length), below, other);
  }
  return bytesOf(fields);
};

/** By structure three times of four, byte by byte else. */
export const mutateProtobuf: Mutate = eitherOf(mutateFields, mutateFields, mutateFields, mutateBytes);
