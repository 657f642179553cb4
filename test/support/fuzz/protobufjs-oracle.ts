/** protobufjs under the slow reader's schemas: it has to read every request that a sender may write as the slow reader does. */
import { isDeepStrictEqual } from 'node:util';
import protobuf from 'protobufjs';
import { type Kind, type Message, readMessage, type Schema } from '#test/support/protobuf-reader.ts';

/** A schema may give two fields one name, as an older form of a message has it; protobufjs has them by their numbers. */
const nameAt = (number: number): string => `field${number}`;

/** The message type of a schema; types that hold themselves are made once. */
const typeMaker = (): ((schema: Schema) => protobuf.Type) => {
  const made = new Map<Schema, protobuf.Type>();
  const root = new protobuf.Root();
  const nameOf = (kind: Kind): string => (typeof kind === 'function' ? typeOf(kind()).name : kind);
  const typeOf = (schema: Schema): protobuf.Type => {
    const known = made.get(schema);
    if (known !== undefined) return known;
    const type = new protobuf.Type(`M${made.size}`);
    made.set(schema, type);
    root.add(type);
    for (const [number, { kind, repeated }] of schema) {
      const field = new protobuf.Field(nameAt(number), number, nameOf(kind), repeated === true ? 'repeated' : undefined);
      type.add(field);
    }
    return type;
  };
  return typeOf;
};

/** A 64-bit number as protobufjs holds it. */
interface Halves {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}
const bigOf = ({ low, high, unsigned }: Halves): bigint => {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return unsigned ? bits : BigInt.asIntN(64, bits);
};

const plainValue = (kind: Kind, value: unknown): unknown => {
  if (typeof kind === 'function') return plainOf(kind(), value as Message);
  if (kind === 'bytes') return Buffer.from(value as Uint8Array);
  if (typeof value === 'number') return kind === 'double' ? value : BigInt(value);
  return typeof value === 'object' ? bigOf(value as Halves) : value;
};

/** As the slow reader gives it, without empty lists: protobufjs has them for what did not come. */
const plainOf = (schema: Schema, message: Message): Message => {
  const plain: Message = {};
  for (const [number, { name, kind, repeated }] of schema) {
    const value = Object.hasOwn(message, nameAt(number)) ? message[nameAt(number)] : undefined;
    if (value === undefined || value === null) continue;
    if (repeated !== true) plain[name] = plainValue(kind, value);
    else if ((value as unknown[]).length > 0) plain[name] = (value as unknown[]).map((item) => plainValue(kind, item));
  }
  return plain;
};

const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => !(Array.isArray(item) && item.length === 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutEmpty(item)]));
};

/** Whether both read a request alike; undefined for one that no sender writes, where the two need not agree. */
export const protobufjsAgrees = (schema: Schema): ((body: Buffer) => boolean | undefined) => {
  const type = typeMaker()(schema);
  return (body) => {
    let odd = false;
    let slow: Message;
    try {
      slow = readMessage(body, schema, () => {
        odd = true;
      });
    } catch {
      return undefined;
    }
    if (odd) return undefined;
    try {
      return isDeepStrictEqual(withoutEmpty(slow), plainOf(schema, type.decode(body) as unknown as Message));
    } catch (error) {
      // It throws for what it cannot read, too.
      if (error instanceof Error) return false;
      throw error;
    }
  };
};
