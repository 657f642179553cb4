/** The attribute table of a frame: each distinct list of keys once, and under it a column a key. */
import { type Column, isAny, isNumber, isString, malformed, pack, unpack } from './frame-columns.ts';
import type { Attributes, AttributeValue } from './resource.ts';

/** Attribute maps in the order they were put: `order` names each one's shape; `columns` holds the values a shape and key. */
export interface AttributeTable {
  readonly rows: number;
  readonly shapes: readonly (readonly string[])[];
  readonly order: Column;
  readonly columns: readonly (readonly Column[])[];
}

interface Shape {
  readonly index: number;
  readonly keys: readonly string[];
  readonly columns: AttributeValue[][];
}

interface ShapeNode {
  readonly next: Map<string, ShapeNode>;
  shape?: Shape;
}

const node = (): ShapeNode => ({ next: new Map() });

/** Whether the first `count` keys are a shape's, and all of it. */
const isShape = (shape: Shape, keys: readonly string[], count: number): boolean => {
  const own = shape.keys;
  if (own.length !== count) return false;
  for (let i = 0; i < count; i += 1) if (own[i] !== keys[i]) return false;
  return true;
};

/** Shapes tried before the table is asked. */
const recentShapes = 8;

/** Collects attribute maps. `put` them in the order in which the reader will take them. */
export const attributeWriter = (): { readonly put: (attributes: Attributes) => void; readonly table: () => AttributeTable } => {
  const root = node();
  const shapes: Shape[] = [];
  const order: number[] = [];
  const recent: Shape[] = [];
  let nextRecent = 0;
  /** The map at hand. */
  const keys: string[] = [];
  const values: AttributeValue[] = [];

  const shapeOf = (count: number): Shape => {
    for (const shape of recent) if (isShape(shape, keys, count)) return shape;
    let at = root;
    for (let i = 0; i < count; i += 1) {
      const key = keys[i] as string;
      let next = at.next.get(key);
      if (next === undefined) {
        next = node();
        at.next.set(key, next);
      }
      at = next;
    }
    if (at.shape === undefined) {
      const own = keys.slice(0, count);
      at.shape = { index: shapes.length, keys: own, columns: own.map(() => []) };
      shapes.push(at.shape);
    }
    recent[nextRecent] = at.shape;
    nextRecent = (nextRecent + 1) % recentShapes;
    return at.shape;
  };

  return {
    put: (attributes) => {
      let count = 0;
      for (const key in attributes) {
        keys[count] = key;
        values[count] = attributes[key] as AttributeValue;
        count += 1;
      }
      const shape = shapeOf(count);
      order.push(shape.index);
      const { columns } = shape;
      for (let i = 0; i < count; i += 1) columns[i]?.push(values[i] as AttributeValue);
    },
    table: () => ({
      rows: order.length,
      shapes: shapes.map((shape) => shape.keys),
      order: pack(order),
      columns: shapes.map((shape) => shape.columns.map(pack)),
    }),
  };
};

/** More attribute maps than this in one frame is not a frame of ours: constant columns would let few bytes claim any number. */
const maxRows = 1_000_000;

const isKeys = (cell: unknown): cell is readonly string[] => Array.isArray(cell) && cell.every(isString);

/** Gives the maps back one after the other. */
export const attributeReader = (table: AttributeTable): (() => Attributes) => {
  const { rows, shapes } = table;
  if (!Number.isSafeInteger(rows) || rows < 0 || rows > maxRows) throw malformed('the attribute count is wrong');
  if (!Array.isArray(shapes) || !shapes.every(isKeys)) throw malformed('the attribute keys are wrong');
  const order = unpack(table.order, rows, isNumber);
  const used: number[] = new Array(shapes.length).fill(0);
  for (const index of order) {
    if (shapes[index] === undefined) throw malformed('an attribute map has unknown keys');
    used[index] = (used[index] ?? 0) + 1;
  }
  const readers = shapes.map((keys, index) => {
    const columns = keys.map((_, at) => unpack(table.columns[index]?.[at], used[index] ?? 0, isAny)) as AttributeValue[][];
    const plain = !keys.includes('__proto__');
    let row = 0;
    return (): Attributes => {
      const attributes: Record<string, AttributeValue> = {};
      for (let at = 0; at < keys.length; at += 1) {
        const value = (columns[at] as AttributeValue[])[row] as AttributeValue;
        if (plain) attributes[keys[at] as string] = value;
        else Object.defineProperty(attributes, keys[at] as string, { value, enumerable: true, configurable: true, writable: true });
      }
      row += 1;
      return attributes;
    };
  });
  let position = 0;
  return () => {
    const read = readers[order[position] ?? -1];
    if (read === undefined) throw malformed('attributes are missing');
    position += 1;
    return read();
  };
};
