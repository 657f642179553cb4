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
  readonly clear: () => void;
  /** Reads one occurrence of field 1, its tag already read. */
  readonly read: (r: WireReader, tag: number, end: number) => void;
  readonly finish: () => void;
}

const tooMany = (): ItemRefused => new ItemRefused(`more than ${maxAttributes} labels`);

/** Whether two runs of a body, `distance` bytes apart, are the same. */
const sameBytes = (bytes: Uint8Array, start: number, stop: number, distance: number): boolean => {
  for (let at = start; at < stop; at += 1) if (bytes[at] !== bytes[at - distance]) return false;
  return true;
};

/** 1.0: Label messages of name and value. */
export const createLabelReader = (): LabelReader => {
  const names: string[] = [];
  const values: string[] = [];
  // Where the label was read that stands at a place: neighbours share most of theirs, which need not be read again.
  const starts: number[] = [];
  const lengths: number[] = [];
  const reader: LabelReader = {
    names,
    values,
    size: 0,
    clear: () => {
      reader.size = 0;
    },
    read: (r, tag, end) => {
      if (tag !== 0x0a) {
        r.skip(tag, end);
        return;
      }
      if (reader.size === maxAttributes) throw tooMany();
      const stop = r.block(end);
      const start = r.position;
      const place = reader.size;
      reader.size += 1;
      if (lengths[place] === stop - start && sameBytes(r.bytes, start, stop, start - (starts[place] as number))) {
        r.position = stop;
        return;
      }
      let name = '';
      let value = '';
      while (r.position < stop) {
        const field = r.tag();
        if (field === 0x0a) name = r.key(stop);
        else if (field === 0x12) value = r.text(stop);
        else r.skip(field, stop);
      }
      r.close(stop);
      names[place] = name;
      values[place] = value;
      starts[place] = start;
      lengths[place] = stop - start;
    },
    finish: () => undefined,
  };
  return reader;
};

/** What a reference stands for; ItemRefused where it points past the symbols. */
export const symbolAt = (symbols: readonly string[], reference: number): string => {
  const symbol = symbols[reference];
  if (symbol === undefined) throw new ItemRefused('reference past the end of the symbols');
  return symbol;
};

/** 2.0: references into the request's symbols, name and value by turns. */
export const createReferenceReader = (symbols: readonly string[]): LabelReader => {
  const names: string[] = [];
  const values: string[] = [];
  const references: number[] = [];
  let count = 0;
  const take = (r: WireReader): void => {
    if (count === 2 * maxAttributes) throw tooMany();
    references[count] = r.varint();
    count += 1;
  };
  const reader: LabelReader = {
    names,
    values,
    size: 0,
    clear: () => {
      reader.size = 0;
      count = 0;
    },
    read: (r, tag, end) => {
      if (tag === 0x08) take(r);
      else if (tag === 0x0a) {
        const stop = r.block(end);
        while (r.position < stop) take(r);
        r.close(stop);
      } else r.skip(tag, end);
    },
    finish: () => {
      if (count % 2 !== 0) throw new ItemRefused('odd number of label references');
      for (let at = 0; at < count; at += 2) {
        names[at >> 1] = symbolAt(symbols, references[at] as number);
        values[at >> 1] = symbolAt(symbols, references[at + 1] as number);
      }
      reader.size = count >> 1;
    },
  };
  return reader;
};
