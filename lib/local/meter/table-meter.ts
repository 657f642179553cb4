/** What a DynamoDB table's reads, writes and storage are charged: it remembers how large each item is, since a write costs by the larger of before and after. */
import { type Item, itemBytes } from './item-size.ts';
import type { Usage } from './meter.ts';

interface IndexSettings {
  readonly name: string;
  readonly keys: readonly string[];
  /** Attributes of the item an entry holds. */
  readonly projected: 'all' | readonly string[];
}

export interface TableSettings {
  readonly keys: readonly string[];
  readonly indexes: readonly IndexSettings[];
  /** Point-in-time recovery. */
  readonly recoverable: boolean;
}

interface Entry {
  readonly key: string;
  readonly bytes: number;
}

interface Known {
  readonly bytes: number;
  /** By index; undefined where the item lacks the index's key. */
  readonly entries: readonly (Entry | undefined)[];
}

/** A write unit is 1 KB, a read unit 4 KB; both at least one [D]. */
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));
/** Half for a read that may be a moment old [D]. */
export const readUnits = (bytes: number, consistent: boolean): number => Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

/** Storage counts 100 bytes more for each item and each entry of an index [D]. */
const overheadBytes = 100;

const picked = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));

export class TableMeter {
  readonly #settings: TableSettings;
  readonly #items = new Map<string, Known>();

  constructor(settings: TableSettings) {
    this.#settings = settings;
  }

  /** Only the attributes of the table's key. */
  keyOf(item: Item): Item {
    return picked(item, this.#settings.keys);
  }

  /** 0 for an item that is not there. */
  bytesOf(item: Item): number {
    return this.#items.get(this.#keyText(item))?.bytes ?? 0;
  }

  /** Write units of an item that was put, changed, or (undefined) deleted, with its entries in the indexes. */
  write(key: Item, after: Item | undefined): number {
    const text = this.#keyText(key);
    const before = this.#items.get(text);
    const known = after && this.#known(after);
    if (known) this.#items.set(text, known);
    else this.#items.delete(text);
    const own = writeUnits(Math.max(before?.bytes ?? 0, known?.bytes ?? 0));
    return this.#settings.indexes.reduce((sum, _, at) => sum + this.#entryUnits(before?.entries[at], known?.entries[at]), own);
  }

  /** Write units of a write whose condition failed: by the larger of the item that is there and the one that was to be [D]. */
  refuse(key: Item, wanted?: Item): number {
    return writeUnits(Math.max(this.bytesOf(key), wanted ? itemBytes(wanted) : 0));
  }

  /** What lies in the table, for one month. */
  usage(): readonly Usage[] {
    let bytes = 0;
    for (const { bytes: own, entries } of this.#items.values())
      bytes += own + overheadBytes + entries.reduce((sum, entry) => sum + (entry ? entry.bytes + overheadBytes : 0), 0);
    return [
      { unit: 'dynamodb-kept', owner: '', quantity: bytes },
      ...(this.#settings.recoverable ? [{ unit: 'dynamodb-recovery', owner: '', quantity: bytes } as const] : []),
    ];
  }

  #keyText(item: Item): string {
    return JSON.stringify(this.#settings.keys.map((name) => item[name]));
  }

  #known(item: Item): Known {
    const bytes = itemBytes(item);
    const entries = this.#settings.indexes.map(({ keys, projected }): Entry | undefined => {
      if (keys.some((name) => item[name] === undefined)) return undefined;
      const held = projected === 'all' ? bytes : itemBytes(picked(item, [...new Set([...this.#settings.keys, ...keys, ...projected])]));
      return { key: JSON.stringify(keys.map((name) => item[name])), bytes: held };
    });
    return { bytes, entries };
  }

  /** A changed key deletes one entry and writes another; an entry whose content stays is charged here all the same: nobody compares contents [D]. */
  #entryUnits(before: Entry | undefined, after: Entry | undefined): number {
    if (before && after)
      return before.key === after.key
        ? writeUnits(Math.max(before.bytes, after.bytes))
        : writeUnits(before.bytes) + writeUnits(after.bytes);
    const only = before ?? after;
    return only ? writeUnits(only.bytes) : 0;
  }
}
