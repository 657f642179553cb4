/** Writes Snappy's block format, for tests: greedy and simple, with copies of one- and two-byte offsets. */

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);

const literal = (bytes: Uint8Array): Buffer => {
  const length = bytes.length - 1;
  if (length < 0) return Buffer.alloc(0);
  if (length < 60) return Buffer.concat([Buffer.from([length << 2]), bytes]);
  const wide = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3;
  const head = Array.from({ length: wide }, (_, at) => (length >>> (8 * at)) & 0xff);
  return Buffer.concat([Buffer.from([(59 + wide) << 2, ...head]), bytes]);
};

const copy = (offset: number, length: number): Buffer =>
  length >= 4 && length <= 11 && offset < 2048
    ? Buffer.from([((offset >> 8) << 5) | ((length - 4) << 2) | 1, offset & 0xff])
    : Buffer.from([((length - 1) << 2) | 2, offset & 0xff, offset >> 8]);

export const snappy = (body: Uint8Array): Buffer => {
  const parts: Buffer[] = [Buffer.from(varint(body.length))];
  const seen = new Map<number, number>();
  const four = (at: number): number => body.slice(at, at + 4).reduce((sum, byte) => sum * 256 + byte, 0);
  let kept = 0;
  let at = 0;
  while (at + 4 <= body.length) {
    const key = four(at);
    const before = seen.get(key);
    seen.set(key, at);
    if (before === undefined || at - before > 0xffff) {
      at += 1;
      continue;
    }
    let length = 4;
    while (length < 64 && at + length < body.length && body[before + length] === body[at + length]) length += 1;
    parts.push(literal(body.subarray(kept, at)), copy(at - before, length));
    at += length;
    kept = at;
  }
  parts.push(literal(body.subarray(kept)));
  return Buffer.concat(parts);
};
