/** Columns of a frame's JSON: how equal, repeated, missing, non-finite and 64-bit values are written small and read back exactly. */
import { InputError } from './errors.ts';

/** A column on the wire: a constant `{v}`, a dictionary `{d, i}`, the cells themselves, or absent (null within a list) when every cell is null. */
export type Column =
  | { readonly v: unknown }
  | { readonly d: readonly unknown[]; readonly i: readonly number[] }
  | readonly unknown[]
  | undefined;

export const malformed = (what: string): InputError => new InputError(`The frame is malformed: ${what}.`, { reason: 'malformed' });

/** A dictionary pays when values repeat; columns that show many different ones early are given up on. */
const probe = 64;
const maxShare = 0.4;

const dictionary = (cells: readonly unknown[]): Column => {
  const indexes = new Map<unknown, number>();
  const i: number[] = new Array(cells.length);
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row];
    if (typeof cell === 'object' && cell !== null) return cells;
    let index = indexes.get(cell);
    if (index === undefined) {
      index = indexes.size;
      indexes.set(cell, index);
      if (index > probe * maxShare && index > row * maxShare) return cells;
    }
    i[row] = index;
  }
  return indexes.size > cells.length * maxShare ? cells : { d: [...indexes.keys()], i };
};

/** Writes cells (JSON values, null = absent) the cheapest way. */
export const pack = (cells: readonly unknown[]): Column => {
  const first = cells[0];
  if (typeof first === 'object' && first !== null) return cells;
  let row = 1;
  while (row < cells.length && cells[row] === first) row += 1;
  if (row >= cells.length) return first === null || first === undefined ? undefined : { v: first };
  return typeof first === 'string' || first === null ? dictionary(cells) : cells;
};

/** Reads `count` cells back; each must satisfy `check`. */
export const unpack = <Cell>(column: Column, count: number, check: (cell: unknown) => cell is Cell): Cell[] => {
  const verify = (cell: unknown): Cell => {
    if (check(cell)) return cell;
    throw malformed('a cell has the wrong type');
  };
  if (column == null) return count === 0 ? [] : new Array<Cell>(count).fill(verify(null));
  if (Array.isArray(column)) {
    if (column.length !== count) throw malformed('a column has the wrong length');
    for (let row = 0; row < count; row += 1) verify(column[row]);
    return column as Cell[];
  }
  if ('v' in column) return new Array<Cell>(count).fill(verify(column.v));
  if (!('d' in column) || !Array.isArray(column.d) || !Array.isArray(column.i) || column.i.length !== count)
    throw malformed('a dictionary column is wrong');
  const values = column.d.map(verify);
  const cells: Cell[] = new Array(count);
  for (let row = 0; row < count; row += 1) {
    const value = values[column.i[row] ?? -1];
    if (value === undefined) throw malformed('a dictionary index is out of range');
    cells[row] = value;
  }
  return cells;
};

export const isAny = (cell: unknown): cell is unknown => cell !== undefined;
export const isString = (cell: unknown): cell is string => typeof cell === 'string';
export const isNumber = (cell: unknown): cell is number => typeof cell === 'number';
export const isStringOrNull = (cell: unknown): cell is string | null => cell === null || typeof cell === 'string';
export const isNumberOrNull = (cell: unknown): cell is number | null => cell === null || typeof cell === 'number';
export const isListOrNull = (cell: unknown): cell is readonly unknown[] | null => cell === null || Array.isArray(cell);
export const isList = (cell: unknown): cell is readonly unknown[] => Array.isArray(cell);

/** Trace and span ids of one width run together in one string, blanks of dashes where absent; anything else is an ordinary column. */
export const packIds = (ids: readonly (string | null)[], width: number): Column | string => {
  const blank = '-'.repeat(width);
  let present = 0;
  for (const id of ids) {
    if (id === null) continue;
    if (id.length !== width || id === blank) return pack(ids);
    present += 1;
  }
  if (present === 0) return undefined;
  return present === ids.length ? ids.join('') : ids.map((id) => id ?? blank).join('');
};

export const unpackIds = (column: Column | string, width: number, count: number): (string | null)[] => {
  if (typeof column !== 'string') return unpack(column, count, isStringOrNull);
  if (column.length !== width * count) throw malformed('an id column has the wrong length');
  const blank = '-'.repeat(width);
  const ids: (string | null)[] = new Array(count);
  for (let row = 0; row < count; row += 1) {
    const id = column.slice(row * width, (row + 1) * width);
    ids[row] = id === blank ? null : id;
  }
  return ids;
};

/** A double on the wire: JSON has no NaN, no infinities and no negative zero, so these are words. */
export type NumberCell = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

export const numberCell = (value: number): NumberCell => {
  if (value - value === 0 && (value !== 0 || 1 / value > 0)) return value;
  return value === 0 ? '-0' : (String(value) as NumberCell);
};

const words = new Set<unknown>(['NaN', 'Infinity', '-Infinity', '-0']);

/** The double again. Throws for anything but a number cell. */
export const fromNumberCell = (cell: unknown): number => {
  if (typeof cell === 'number') return cell;
  if (words.has(cell)) return Number(cell);
  throw malformed('a number is wrong');
};

/** A time on the wire: nanoseconds after `reference` where a double holds them exactly, else its own decimal digits. */
export type TimeCell = number | string;

export const timeCell = (time: bigint, reference: bigint): TimeCell => {
  if (time === reference) return 0;
  const delta = Number(time - reference);
  return Number.isSafeInteger(delta) ? delta : String(time);
};

export const isTimeCell = (cell: unknown): cell is TimeCell => typeof cell === 'string' || Number.isSafeInteger(cell);
export const isTimeCellOrNull = (cell: unknown): cell is TimeCell | null => cell === null || isTimeCell(cell);

export const fromTimeCell = (cell: unknown, reference: bigint): bigint => {
  if (cell === 0) return reference;
  if (Number.isSafeInteger(cell)) return reference + BigInt(cell as number);
  if (typeof cell === 'string' && /^-?\d{1,40}$/.test(cell)) return BigInt(cell);
  throw malformed('a time is wrong');
};
