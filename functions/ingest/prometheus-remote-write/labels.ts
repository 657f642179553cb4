/** The labels of a series or an exemplar, in either version's form. */
import { maxAttributes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';

/** Reads field 1 of series and exemplars, over and over. Throws ItemRefused. */
export interface LabelReader {
  /** Label names and values, by place. Filled by `finish`. */
  readonly names: string[];
  readonly values: string[];
  readonly clear: () => void;
  /** Reads one occurrence of field 1, its tag already read. */
  readonly read: (r: WireReader, tag: number, end: number) => void;
  readonly finish: () => void;
}

const tooMany = (): ItemRefused => new ItemRefused(`more than ${maxAttributes} labels`);

/** 1.0: Label messages of name and value. */
export const createLabelReader = (): LabelReader => {
  const names: string[] = [];
  const values: string[] = [];
  return {
    names,
    values,
    clear: () => {
      names.length = 0;
      values.length = 0;
    },
    read: (r, tag, end) => {
      if (tag !== 0x0a) {
        r.skip(tag, end);
        return;
      }
      if (names.length === maxAttributes) throw tooMany();
      const stop = r.block(end);
      let name = '';
      let value = '';
      while (r.position < stop) {
        const field = r.tag();
        if (field === 0x0a) name = r.key(stop);
        else if (field === 0x12) value = r.text(stop);
        else r.skip(field, stop);
      }
      r.close(stop);
      names.push(name);
      values.push(value);
    },
    finish: () => undefined,
  };
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
  const take = (r: WireReader): void => {
    if (references.length === 2 * maxAttributes) throw tooMany();
    references.push(r.varint());
  };
  return {
    names,
    values,
    clear: () => {
      names.length = 0;
      values.length = 0;
      references.length = 0;
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
      if (references.length % 2 !== 0) throw new ItemRefused('odd number of label references');
      for (let at = 0; at < references.length; at += 2) {
        names.push(symbolAt(symbols, references[at] as number));
        values.push(symbolAt(symbols, references[at + 1] as number));
      }
    },
  };
};
