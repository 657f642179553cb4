/** Undoes Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt): what remote write sends, not the framed format of files. */
import { InputError } from '#kernel/errors.ts';
import { malformed } from './tally.ts';

/** A copy of three bytes makes 64 at most: a body that declares more than this many times its length cannot be honest. */
const maxExpansion = 22;

const wrong = (): InputError => malformed('The body is not snappy in block format, or it is cut off or damaged.');

/** The declared length and where the elements begin. */
const preamble = (body: Uint8Array): readonly [length: number, start: number] => {
  let length = 0;
  for (let at = 0; at < 5 && at < body.length; at += 1) {
    const byte = body[at] as number;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return [length, at + 1];
  }
  throw wrong();
};

/** `count` little-endian bytes; zeros stand for bytes past the end, which the length checks refuse later. */
const littleEndian = (body: Uint8Array, at: number, count: number): number => {
  let value = 0;
  for (let index = 0; index < count; index += 1) value += (body[at + index] ?? 0) * 2 ** (8 * index);
  return value;
};

/** Longer runs are left to the engine; for shorter ones its call costs more than moving eight bytes at a time. */
const longRun = 48;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Moves eight bytes at a time, up to seven more than `length`: both sides must have them, and what is written too far is written again. */
const moveWords = (from: DataView, fromAt: number, to: DataView, at: number, length: number): void => {
  for (let moved = 0; moved < length; moved += 8) to.setBigInt64(at + moved, from.getBigInt64(fromAt + moved));
};

/** Repeats what was written `offset` bytes ago; it may run into what it writes itself. */
const repeat = (out: Uint8Array, view: DataView, at: number, offset: number, length: number): void => {
  if (length > longRun && offset >= length) out.copyWithin(at, at - offset, at - offset + length);
  else if (offset >= 8 && at + length + 7 <= out.length) moveWords(view, at - offset, view, at, length);
  else for (let index = at; index < at + length; index += 1) out[index] = out[index - offset] as number;
};

const literal = (body: DataView, from: number, out: Uint8Array, view: DataView, at: number, length: number): void => {
  if (from + length > body.byteLength || at + length > out.length) throw wrong();
  if (length <= longRun && from + length + 7 <= body.byteLength && at + length + 7 <= out.length) moveWords(body, from, view, at, length);
  else out.set(new Uint8Array(body.buffer, body.byteOffset + from, length), at);
};

/**
 * The bytes behind a snappy block, at most `maxLength` of them: the declared length is checked before anything is allocated.
 * InputError: `too_large`, `malformed`.
 */
export const unsnappy = (body: Uint8Array, maxLength: number): Buffer => {
  const [total, start] = preamble(body);
  if (total > maxLength) throw new InputError(`The body is larger than ${maxLength} bytes; send smaller batches.`, { reason: 'too_large' });
  if (total > body.length * maxExpansion) throw wrong();
  // Every byte is written or the body is refused: `written` must reach the end.
  const out = Buffer.allocUnsafe(total);
  const bodyView = viewOf(body);
  const outView = viewOf(out);
  let at = start;
  let written = 0;
  while (at < body.length) {
    const tag = body[at] as number;
    at += 1;
    const kind = tag & 3;
    if (kind === 0) {
      let length = (tag >>> 2) + 1;
      if (length > 60) {
        const extra = length - 60;
        length = littleEndian(body, at, extra) + 1;
        at += extra;
      }
      literal(bodyView, at, out, outView, written, length);
      at += length;
      written += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let offset: number;
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) | (body[at] as number);
      at += 1;
    } else if (kind === 2) {
      offset = (body[at] as number) | ((body[at + 1] as number) << 8);
      at += 2;
    } else {
      offset = littleEndian(body, at, 4);
      at += 4;
    }
    if (at > body.length || offset === 0 || offset > written || written + length > total) throw wrong();
    repeat(out, outView, written, offset, length);
    written += length;
  }
  if (written !== total) throw wrong();
  return out;
};
