/** Damages Snappy blocks element by element, and mostly has the declared length fit what they come to. */
import { mutateBytes } from './mutate-bytes.ts';
import { type Below, eitherOf, type Mutate, oneOf } from './random.ts';

interface Element {
  /** Bytes of a literal, or how far back a copy reaches. */
  what: Buffer | number;
  length: number;
}

const littleEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256);

const numberAt = (bytes: Buffer, at: number, count: number): number =>
  Array.from({ length: count }, (_, index) => (bytes[at + index] ?? 0) * 256 ** index).reduce((sum, part) => sum + part, 0);

/** The elements of a sound block behind its length. */
const elementsOf = (block: Buffer): Element[] => {
  const elements: Element[] = [];
  let at = block.findIndex((byte) => byte < 0x80) + 1;
  while (at < block.length) {
    const tag = block[at] as number;
    const kind = tag % 4;
    at += 1;
    if (kind === 0) {
      const wide = Math.max(0, (tag >> 2) - 59);
      const length = (wide === 0 ? tag >> 2 : numberAt(block, at, wide)) + 1;
      at += wide;
      elements.push({ what: block.subarray(at, at + length), length });
      at += length;
    } else {
      const bytes = [0, 1, 2, 4][kind] as number;
      const upper = kind === 1 ? (tag >> 5) * 256 : 0;
      elements.push({ what: upper + numberAt(block, at, bytes), length: kind === 1 ? ((tag >> 2) % 8) + 4 : (tag >> 2) + 1 });
      at += bytes;
    }
  }
  return elements;
};

/** In a form that can hold it; which of them is left to chance. */
const written = ({ what, length }: Element, below: Below): Buffer => {
  if (typeof what !== 'number') {
    const last = Math.max(0, what.length - 1);
    const wide = last < 60 && below(4) > 0 ? 0 : (last < 256 ? 1 : 2) + below(2);
    return Buffer.concat([Buffer.from(wide === 0 ? [last * 4] : [(59 + wide) * 4, ...littleEndian(last, wide)]), what]);
  }
  if (length >= 4 && length <= 11 && what < 2048 && below(4) > 0) return Buffer.from([(what >> 8) * 32 + (length - 4) * 4 + 1, what % 256]);
  const size = Math.min(64, Math.max(1, length)) - 1;
  return what < 65_536 && below(4) > 0
    ? Buffer.from([size * 4 + 2, ...littleEndian(what, 2)])
    : Buffer.from([size * 4 + 3, ...littleEndian(what, 4)]);
};

const offsets = [0, 1, 2, 3, 7, 8, 64, 2047, 2048, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1];

type Change = (elements: Element[], at: number, below: Below, other: Buffer) => void;

const changes: readonly Change[] = [
  (elements, at, below) => {
    const element = elements[at] as Element;
    if (typeof element.what === 'number') element.what = below(2) === 0 ? oneOf(offsets, below) : 1 + below(40);
    else element.what = Buffer.concat([element.what, element.what]).subarray(below(8));
  },
  (elements, at, below) => {
    (elements[at] as Element).length = 1 + below(64);
  },
  (elements, at) => void elements.splice(at, 1),
  (elements, at, below) => void elements.splice(below(elements.length + 1), 0, { ...(elements[at] as Element) }),
  (elements, at, below) => void elements.splice(at, 0, { what: 1 + below(30), length: 1 + below(64) }),
  (elements, at, below, other) => void elements.splice(at, below(3), ...elementsOf(other).slice(0, 1 + below(4))),
];

const lengthOf = ({ what, length }: Element): number => (typeof what === 'number' ? Math.min(64, Math.max(1, length)) : what.length);

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);

const mutateElements: Mutate = (block, below, other) => {
  const elements = elementsOf(block);
  for (let left = 1 + below(3); left > 0 && elements.length > 0; left -= 1)
    oneOf(changes, below)(elements, below(elements.length), below, other);
  const sum = elements.reduce((total, element) => total + lengthOf(element), 0);
  const declared = below(8) === 0 ? oneOf([0, sum + 1, Math.max(0, sum - 1), 2 ** 32 - 1, sum + 2 ** 32], below) : sum;
  return Buffer.concat([Buffer.from(varint(declared)), ...elements.map((element) => written(element, below))]);
};

export const mutateSnappy: Mutate = eitherOf(mutateElements, mutateElements, mutateBytes);
