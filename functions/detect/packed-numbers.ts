/**
 * Numbers in as few bytes as they need, and no bit of them lost. Of four numbers a byte tells how each is written, two bits each,
 * the first lowest: 0 nothing, for zero; 1 a zigzag varint, for integers below 2^48; 2 four bytes, for single precision; 3 eight.
 * Detectors keep most of their numbers in single precision, and many are zero.
 */

const maxInteger = 2 ** 47;

/** Bytes that grow. */
interface Writer {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

const room = (writer: Writer, bytes: number): void => {
  if (writer.length + bytes <= writer.bytes.length) return;
  const grown = new Uint8Array(2 * (writer.length + bytes));
  grown.set(writer.bytes);
  writer.bytes = grown;
  writer.view = new DataView(grown.buffer);
};

const writeVarint = (writer: Writer, value: number): void => {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  while (rest >= 128) {
    writer.bytes[writer.length] = (rest % 128) + 128;
    writer.length += 1;
    rest = Math.floor(rest / 128);
  }
  writer.bytes[writer.length] = rest;
  writer.length += 1;
};

const writeNumber = (writer: Writer, value: number): number => {
  if (value === 0) return 0;
  if (Number.isInteger(value) && Math.abs(value) < maxInteger) {
    writeVarint(writer, value);
    return 1;
  }
  if (Math.fround(value) === value) {
    writer.view.setFloat32(writer.length, value, true);
    writer.length += 4;
    return 2;
  }
  writer.view.setFloat64(writer.length, value, true);
  writer.length += 8;
  return 3;
};

/** The numbers of all lists, one after the other. Negative zero becomes zero. */
export const packNumbers = (lists: Iterable<readonly number[]>): Uint8Array => {
  const bytes = new Uint8Array(4096);
  const writer: Writer = { bytes, view: new DataView(bytes.buffer), length: 0 };
  let tagAt = 0;
  let written = 0;
  for (const list of lists)
    for (const value of list) {
      room(writer, 16);
      if (written % 4 === 0) {
        tagAt = writer.length;
        writer.bytes[tagAt] = 0;
        writer.length += 1;
      }
      const tag = writeNumber(writer, value);
      writer.bytes[tagAt] = (writer.bytes[tagAt] ?? 0) | (tag << (2 * (written % 4)));
      written += 1;
    }
  return writer.bytes.subarray(0, writer.length);
};

/** Reads lists of numbers back, in order. Throws RangeError where the bytes end too soon. */
export const numberReader = (bytes: Uint8Array): ((count: number) => readonly number[]) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let tags = 0;
  let read = 0;

  const readVarint = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = view.getUint8(at);
      at += 1;
      value += (byte % 128) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      scale *= 128;
    }
  };

  const readFloat = (size: 4 | 8): number => {
    at += size;
    return size === 4 ? view.getFloat32(at - size, true) : view.getFloat64(at - size, true);
  };

  const readNumber = (): number => {
    if (read % 4 === 0) {
      tags = view.getUint8(at);
      at += 1;
    }
    const tag = (tags >> (2 * (read % 4))) & 3;
    read += 1;
    if (tag === 0) return 0;
    if (tag === 1) return readVarint();
    return readFloat(tag === 2 ? 4 : 8);
  };

  return (count) => Array.from({ length: count }, readNumber);
};
