/**
 * Attributes of items read one after the other. Items mostly have the keys of some item before, and some of the same values: what
 * stands behind the same keys in the same bytes as before need not be read again, and equal keys make a copy with a few values
 * changed, which costs less than an object built key by key.
 */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { type AttributeDraft, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import type { OtlpReader } from './otlp-reader.ts';
import { readValue } from './protobuf-common.ts';

/** Objects of more properties are dictionaries to the engine, and dear to copy. */
const maxCopied = 16;

/** Keys remembered behind the same keys, and in all. */
const maxNext = 8;
const maxPlaces = 4096;

/** A key behind the keys before it. */
class Place {
  key = '';
  /** Bytes of the key's field, which the attribute begins with; 0: unknown. */
  keyLength = 0;
  /** The attribute read here last: where it begins, how many bytes it has (-1 where they must be read again), what it says, and how many were read before it. */
  start = 0;
  length = -1;
  value: AttributeValue = null;
  reads = 0;
  readonly next: Place[] = [];
  /** The last item that ended here, where it may be copied, and `reads` of each of its places. */
  last: AttributeDraft | undefined;
  readonly lastReads: number[] = [];
}

export class AttributeReader {
  /** Attributes of this item read so far. */
  count = 0;
  private root = new Place();
  private places = 0;
  /** Where this item has come through. */
  private readonly path: Place[] = [];

  /** Before each item; the one before may have been refused halfway. */
  begin(): void {
    this.count = 0;
    if (this.places < maxPlaces) return;
    this.root = new Place();
    this.places = 0;
  }

  private get before(): Place {
    return this.count === 0 ? this.root : (this.path[this.count - 1] as Place);
  }

  private add(place: Place): void {
    if (this.count >= maxAttributes) throw tooManyAttributes();
    this.path[this.count] = place;
    this.count += 1;
  }

  /** Reads one, its tag already read. ItemRefused when there are too many. */
  read(r: OtlpReader, end: number): void {
    const stop = r.block(end);
    const start = r.position;
    const length = stop - start;
    const { before } = this;
    for (const place of before.next) {
      const common = r.common(start, place.start, length);
      if (common < place.keyLength) continue;
      this.add(place);
      if (common === length && length === place.length) r.position = stop;
      else this.readValue(r, place, start, stop);
      return;
    }
    this.readAnew(r, before, start, stop);
  }

  /** A StringKeyValue, as OTLP had them up to 0.8 in metrics' points: read each time. */
  readLabel(r: OtlpReader, end: number): void {
    const stop = r.block(end);
    const place = new Place();
    this.add(place);
    place.value = '';
    while (r.position < stop) {
      const tag = r.tag();
      if (tag === 0x0a) place.key = r.key(stop);
      else if (tag === 0x12) place.value = r.text(stop);
      else r.skip(tag, stop);
    }
    r.close(stop);
  }

  private readAnew(r: OtlpReader, before: Place, start: number, stop: number): void {
    const place = new Place();
    this.add(place);
    if (start < stop && r.bytes[start] === 0x0a) {
      r.position += 1;
      place.key = r.key(stop);
      place.keyLength = r.position - start;
    }
    this.readValue(r, place, start, stop);
    if (place.keyLength === 0) return;
    this.places += 1;
    before.next[before.next.length < maxNext ? before.next.length : this.places % maxNext] = place;
  }

  /** What follows the key. */
  private readValue(r: OtlpReader, place: Place, start: number, stop: number): void {
    // Should reading stop in the middle, nothing but the key is known of this place.
    place.start = start;
    place.length = -1;
    place.reads += 1;
    let { key } = place;
    let value: AttributeValue = null;
    r.position = start + place.keyLength;
    while (r.position < stop) {
      const tag = r.tag();
      if (tag === 0x12) value = readValue(r, r.block(stop));
      else if (tag === 0x0a) key = r.key(stop);
      else r.skip(tag, stop);
    }
    r.close(stop);
    place.value = value;
    if (key !== place.key) this.divert(key, value);
    // Lists and maps are read each time: their parts count.
    else if (typeof value !== 'object' || value === null) place.length = stop - start;
  }

  /** An attribute whose key stands behind its value, or that has two, goes to a place of its own that nobody finds. */
  private divert(key: string, value: AttributeValue): void {
    const place = new Place();
    place.key = key;
    place.value = value;
    this.path[this.count - 1] = place;
  }

  /** The item's attributes, an object of their own; the last value of a key that came twice. */
  take(): AttributeDraft {
    const { before } = this;
    const attributes = before.last === undefined ? this.build() : this.copy(before, before.last);
    this.count = 0;
    return attributes;
  }

  private copy(end: Place, last: AttributeDraft): AttributeDraft {
    const { path, count } = this;
    const { lastReads } = end;
    const attributes = Object.assign({}, last);
    for (let at = 0; at < count; at += 1) {
      const { key, value, reads } = path[at] as Place;
      if (reads === lastReads[at]) continue;
      attributes[key] = value;
      lastReads[at] = reads;
    }
    end.last = attributes;
    return attributes;
  }

  private build(): AttributeDraft {
    const { count, path, before } = this;
    const attributes: AttributeDraft = {};
    for (let at = 0; at < count; at += 1) {
      const { key, value, reads } = path[at] as Place;
      setAttribute(attributes, key, value);
      before.lastReads[at] = reads;
    }
    // A key that came twice would get the wrong one of its values, and `__proto__` would change the copy instead.
    const plain = count <= maxCopied && Object.keys(attributes).length === count && !Object.hasOwn(attributes, '__proto__');
    if (plain) before.last = attributes;
    return attributes;
  }
}
