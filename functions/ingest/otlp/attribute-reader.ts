/**
 * Attributes of items read one after the other. Neighbours mostly have the same keys at the same places, and some of the same
 * values: what stands there in the same bytes as before need not be read again, and equal keys make a copy with a few values
 * changed, which costs less than an object built key by key.
 */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { type AttributeDraft, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import type { OtlpReader } from './otlp-reader.ts';
import { readValue } from './protobuf-common.ts';

/** Objects of more properties are dictionaries to the engine, and dear to copy. */
const maxCopied = 16;

export class AttributeReader {
  /** Attributes of this item read so far. */
  count = 0;
  /** By place, the attribute read there last: where its bytes begin, how many they are (-1 where they must be read again), how many of them are its key (0: unknown), and what they say. */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private readonly keyLengths: number[] = [];
  private readonly keys: string[] = [];
  private readonly values: AttributeValue[] = [];
  /** Places whose values differ from the item's before. */
  private readonly changed: number[] = [];
  private changes = 0;
  /** The attributes of the item before, `sameKeys` while this one's keys are the same; undefined where a copy would not be the same as building them. */
  private before: AttributeDraft | undefined;
  private beforeCount = 0;
  private sameKeys = false;
  /** Whether `before` may be copied: looked at once for a row of items with the same keys. */
  private copied: boolean | undefined;

  /** Before each item; the one before may have been refused halfway. */
  begin(): void {
    if (this.count > 0) this.before = undefined;
    this.count = 0;
    this.changes = 0;
    this.sameKeys = true;
  }

  /** Reads one, its tag already read. ItemRefused when there are too many. */
  read(r: OtlpReader, end: number): void {
    const place = this.count;
    this.count = place + 1;
    if (place >= maxAttributes) throw tooManyAttributes();
    const stop = r.block(end);
    const start = r.position;
    const length = stop - start;
    const keyLength = place < this.keyLengths.length ? (this.keyLengths[place] as number) : 0;
    const common = keyLength === 0 ? 0 : r.common(start, this.starts[place] as number, length);
    if (keyLength === 0 || common < keyLength) this.readAnew(r, place, start, stop);
    else if (common === length && length === this.lengths[place]) r.position = stop;
    else this.readRest(r, place, start, stop);
  }

  /** A StringKeyValue, as OTLP had them up to 0.8 in metrics' points: read each time. */
  readLabel(r: OtlpReader, end: number): void {
    const place = this.count;
    this.count = place + 1;
    if (place >= maxAttributes) throw tooManyAttributes();
    const stop = r.block(end);
    this.keys[place] = '';
    this.keyLengths[place] = 0;
    this.values[place] = '';
    this.sameKeys = false;
    while (r.position < stop) {
      const tag = r.tag();
      if (tag === 0x0a) this.keys[place] = r.key(stop);
      else if (tag === 0x12) this.values[place] = r.text(stop);
      else r.skip(tag, stop);
    }
    r.close(stop);
  }

  private readAnew(r: OtlpReader, place: number, start: number, stop: number): void {
    const before = this.keys[place];
    this.keys[place] = '';
    this.keyLengths[place] = 0;
    if (start < stop && r.bytes[start] === 0x0a) {
      r.position += 1;
      this.keys[place] = r.key(stop);
      this.keyLengths[place] = r.position - start;
    }
    this.readRest(r, place, start, stop, before);
  }

  /** What follows the key; `before` is the key that stood here. */
  private readRest(r: OtlpReader, place: number, start: number, stop: number, before = this.keys[place]): void {
    const keyLength = this.keyLengths[place] as number;
    // Should reading stop in the middle, nothing but the key is known of this place.
    this.starts[place] = start;
    this.lengths[place] = -1;
    let value: AttributeValue = null;
    r.position = start + keyLength;
    while (r.position < stop) {
      const tag = r.tag();
      if (tag === 0x12) value = readValue(r, r.block(stop));
      else if (tag === 0x0a) {
        // A KeyValue in an order of its own, or with two keys: nothing of it is known beforehand.
        this.keys[place] = r.key(stop);
        this.keyLengths[place] = 0;
      } else r.skip(tag, stop);
    }
    r.close(stop);
    // Lists and maps are read each time: their parts count.
    if (typeof value !== 'object' || value === null) this.lengths[place] = stop - start;
    this.values[place] = value;
    this.changed[this.changes++] = place;
    if (this.keys[place] !== before) this.sameKeys = false;
  }

  /** The item's attributes, an object of their own; the last value of a key that came twice. */
  take(): AttributeDraft {
    const attributes = this.sameKeys && this.count === this.beforeCount ? this.copy() : undefined;
    const taken = attributes ?? this.build();
    this.before = taken;
    this.beforeCount = this.count;
    this.count = 0;
    return taken;
  }

  private copy(): AttributeDraft | undefined {
    const { before, keys, values, changed, changes } = this;
    if (before === undefined) return undefined;
    this.copied ??= this.mayCopy(before);
    if (!this.copied) return undefined;
    const attributes = Object.assign({}, before);
    for (let at = 0; at < changes; at += 1) {
      const place = changed[at] as number;
      attributes[keys[place] as string] = values[place] as AttributeValue;
    }
    return attributes;
  }

  /** A key that came twice would get the wrong one of its values, and `__proto__` would change the copy instead. */
  private mayCopy(before: AttributeDraft): boolean {
    return this.count <= maxCopied && Object.keys(before).length === this.count && !Object.hasOwn(before, '__proto__');
  }

  private build(): AttributeDraft {
    const { count, keys, values } = this;
    const attributes: AttributeDraft = {};
    for (let place = 0; place < count; place += 1) setAttribute(attributes, keys[place] as string, values[place] as AttributeValue);
    this.copied = undefined;
    return attributes;
  }
}
