/** Writes protobuf messages front to back into one growing buffer; as much of the format as OTLP requests need. */

/** A nested message's length stands before it and is known after it: its varint is padded to four bytes, as the format allows. */
const lengthBytes = 4;

export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  /** A copy of what was written. */
  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  text(field: number, value: string): void {
    this.#tag(field, 2);
    const size = Buffer.byteLength(value);
    this.#varint(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(value, this.#length);
  }

  hex(field: number, value: string): void {
    this.#tag(field, 2);
    this.#varint(value.length / 2);
    this.#reserve(value.length / 2);
    this.#length += this.#buffer.write(value, this.#length, 'hex');
  }

  /** A non-negative integer below 2^31. */
  integer(field: number, value: number): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#length = this.#buffer.writeBigUInt64LE(value, this.#length);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  message(field: number, write: () => void): void {
    this.#tag(field, 2);
    this.#reserve(lengthBytes);
    const start = this.#length + lengthBytes;
    this.#length = start;
    write();
    let rest = this.#length - start;
    for (let at = start - lengthBytes; at < start; at += 1) {
      this.#buffer[at] = at === start - 1 ? rest : (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
  }

  #tag(field: number, wire: number): void {
    this.#varint(field * 8 + wire);
  }

  #varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#length++] = rest;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
