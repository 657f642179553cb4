/** The labels of a series or an exemplar, in either version's form. */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';

/** Reads field 1 of series and exemplars, over and over. Throws ItemRefused. */
export interface LabelReader {
  /** Label names and values by place, as many as `size` says once `finish` is through. What lies behind is left from before. */
  readonly names: string[];
  readonly values: string[];
  size: number;
  clear(): void;
  /** Reads an occurrence of field 1, its tag already read, and may read those that follow it. */
  read(r: WireReader, tag: number, end: number): void;
  finish(): void;
}

const tooMany = (): ItemRefused => new ItemRefused(`more than ${maxAttributes} labels`);

/** Of a label in its series, and of a name in its label. */
const labelTag = 0x0a;
const nameTag = 0x0a;

/** 1.0: Label messages of name and value. Neighbours share most of theirs: what stands at a place in the same bytes as before is not read again. */
export class LabelMessages implements LabelReader {
  readonly names: string[] = [];
  readonly values: string[] = [];
  size = 0;
  /** By place, the label read there last: where it begins, its length, and the length of its name's field (0: unknown). */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private readonly nameLengths: number[] = [];
  /** Where the first label of the series before begins, and by place where each ends behind it, of those that follow one another. */
  private run = 0;
  private readonly runEnds: number[] = [];
  private runSize = 0;

  clear(): void {
    this.size = 0;
  }

  read(r: WireReader, tag: number, end: number): void {
    if (tag !== labelTag) {
      r.skip(tag, end);
      return;
    }
    if (this.size > 0) this.readOne(r, end);
    else this.readRun(r, end);
  }

  /** The labels of a series mostly follow one another, and begin as its neighbour's do. */
  private readRun(r: WireReader, end: number): void {
    const { runEnds } = this;
    const start = r.position;
    const before = this.runSize === 0 ? 0 : (runEnds[this.runSize - 1] as number);
    const common = r.common(start, this.run, Math.min(before, end - start));
    // What these labels say stands in its place already.
    while (this.size < this.runSize && (runEnds[this.size] as number) <= common) this.size += 1;
    if (this.size > 0) r.position = start + (runEnds[this.size - 1] as number);
    this.run = start;
    this.runSize = this.size;
    while (this.size === 0 || (r.position < end && r.bytes[r.position] === labelTag)) {
      if (this.size > 0) r.position += 1;
      this.readOne(r, end);
      runEnds[this.size - 1] = r.position - start;
      this.runSize = this.size;
    }
  }

  private readOne(r: WireReader, end: number): void {
    const place = this.size;
    if (place === maxAttributes) throw tooMany();
    const stop = r.block(end);
    const start = r.position;
    const length = stop - start;
    this.size = place + 1;
    const nameLength = place < this.nameLengths.length ? (this.nameLengths[place] as number) : 0;
    const common = nameLength === 0 ? 0 : r.common(start, this.starts[place] as number, length);
    if (nameLength === 0 || common < nameLength) this.readAnew(r, place, start, stop);
    else if (common === length && length === this.lengths[place]) r.position = stop;
    else this.readRest(r, place, start, stop);
  }

  private readAnew(r: WireReader, place: number, start: number, stop: number): void {
    this.names[place] = '';
    this.nameLengths[place] = 0;
    if (start < stop && r.bytes[start] === nameTag) {
      r.position += 1;
      this.names[place] = r.key(stop);
      this.nameLengths[place] = r.position - start;
    }
    this.readRest(r, place, start, stop);
  }

  /** What follows the name's field. */
  private readRest(r: WireReader, place: number, start: number, stop: number): void {
    let value = '';
    r.position = start + (this.nameLengths[place] as number);
    while (r.position < stop) {
      const field = r.tag();
      if (field === 0x12) value = r.text(stop);
      else if (field === nameTag) {
        // A name behind the value, or two of them: this place must be read again.
        this.names[place] = r.key(stop);
        this.nameLengths[place] = 0;
      } else r.skip(field, stop);
    }
    r.close(stop);
    this.values[place] = value;
    this.starts[place] = start;
    this.lengths[place] = stop - start;
  }

  finish(): void {
    // Everything is in its place.
  }
}

/** What a reference stands for; ItemRefused where it points past the symbols. */
export const symbolAt = (symbols: readonly string[], reference: number): string => {
  const symbol = symbols[reference];
  if (symbol === undefined) throw new ItemRefused('reference past the end of the symbols');
  return symbol;
};

/** 2.0: references into the request's symbols, name and value by turns. */
export class LabelReferences implements LabelReader {
  readonly names: string[] = [];
  readonly values: string[] = [];
  size = 0;
  private readonly symbols: readonly string[];
  private readonly references: number[] = [];
  private count = 0;

  constructor(symbols: readonly string[]) {
    this.symbols = symbols;
  }

  clear(): void {
    this.size = 0;
    this.count = 0;
  }

  read(r: WireReader, tag: number, end: number): void {
    if (tag === 0x08) this.take(r);
    else if (tag === 0x0a) {
      const stop = r.block(end);
      while (r.position < stop) this.take(r);
      r.close(stop);
    } else r.skip(tag, end);
  }

  private take(r: WireReader): void {
    if (this.count === 2 * maxAttributes) throw tooMany();
    this.references[this.count] = r.varint();
    this.count += 1;
  }

  finish(): void {
    const { names, values, references, symbols, count } = this;
    if (count % 2 !== 0) throw new ItemRefused('odd number of label references');
    for (let at = 0; at < count; at += 2) {
      names[at >> 1] = symbolAt(symbols, references[at] as number);
      values[at >> 1] = symbolAt(symbols, references[at + 1] as number);
    }
    this.size = count >> 1;
  }
}
