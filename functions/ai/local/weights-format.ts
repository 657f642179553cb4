/** The learned numbers as a compact text, and back. The training script writes them, the model reads them once. */
import { Buffer } from 'node:buffer';

/** What was learned of one feature. */
export interface Entry {
  readonly slot: number;
  /** -127 to 127, in steps of the model's own. */
  readonly attention: number;
  readonly critical: number;
  /** One a category, in order; empty where the feature says nothing about it. */
  readonly categories: readonly number[];
}

/** Weights by slot, ready to be looked up. */
export interface Table {
  isKnown(slot: number): boolean;
  /** 0 where the feature is not known. */
  attention(slot: number): number;
  critical(slot: number): number;
  /** Of the category of this position; 0 where the feature says nothing about it. */
  category(slot: number, position: number): number;
}

const byteOf = (weight: number): number => weight & 0xff;

/** Entries by slot: the distance to the slot before (7 bits a byte, the first bit tells of categories), then the weights. */
export const encodeTable = (entries: readonly Entry[]): string => {
  const bytes: number[] = [];
  let last = -1;
  for (const entry of [...entries].sort((a, b) => a.slot - b.slot)) {
    let distance = (entry.slot - last) * 2 + (entry.categories.length > 0 ? 1 : 0);
    last = entry.slot;
    for (; distance > 127; distance = Math.floor(distance / 128)) bytes.push((distance % 128) + 128);
    bytes.push(distance, byteOf(entry.attention), byteOf(entry.critical), ...entry.categories.map(byteOf));
  }
  return Buffer.from(bytes).toString('base64');
};

/** What `encodeTable` wrote, with `width` categories an entry. */
export const decodeTable = (text: string, width: number): Table => {
  const bytes = Buffer.from(text, 'base64');
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  /** Where a slot's weights begin, times two, and whether categories follow. */
  const places = new Map<number, number>();
  let slot = -1;
  let at = 0;
  while (at < bytes.length) {
    let distance = 0;
    let unit = 1;
    let byte = bytes[at++] ?? 0;
    for (; byte > 127; byte = bytes[at++] ?? 0) {
      distance += (byte - 128) * unit;
      unit *= 128;
    }
    distance += byte * unit;
    slot += distance >> 1;
    places.set(slot, at * 2 + (distance & 1));
    at += (distance & 1) === 1 ? 2 + width : 2;
  }
  const weightAt = (place: number | undefined, offset: number): number => (place === undefined ? 0 : (signed[(place >> 1) + offset] ?? 0));
  return {
    isKnown: (wanted) => places.has(wanted),
    attention: (wanted) => weightAt(places.get(wanted), 0),
    critical: (wanted) => weightAt(places.get(wanted), 1),
    category: (wanted, position) => {
      const place = places.get(wanted);
      return place !== undefined && (place & 1) === 1 ? weightAt(place, 2 + position) : 0;
    },
  };
};
