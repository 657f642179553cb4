/** What the readers of items share. */
import type { JsonObject } from '#kernel/reading/json.ts';
import { isObject } from '#kernel/reading/json.ts';
import { ItemRefused, readItems, type Tally } from '#kernel/reading/tally.ts';
import type { Signal } from '#kernel/signal.ts';
import type { Hold } from './sender.ts';

/** One request's. */
export interface Request {
  readonly project: string;
  readonly hold: Hold;
  /** When the client sent it, in nanoseconds; 0 where it does not say. Stands in for the time of items that have none. */
  readonly sentAt: bigint;
  /** Counts a part of the request. */
  readonly part: () => void;
  readonly tally: Tally;
}

/** The signals of one item. Throws ItemRefused for an item that cannot be used. */
export type ReadItem = (payload: JsonObject, request: Request) => readonly Signal[];

/** Items that hold many entries: each is read or refused by itself. */
export const readEach =
  (what: string, read: (entry: JsonObject, request: Request) => readonly Signal[]): ReadItem =>
  (payload, request) => {
    const { items } = payload;
    if (!Array.isArray(items)) throw new ItemRefused(`a ${what} item has no list of items`);
    return readItems(items, request.tally, (entry) => {
      request.part();
      if (!isObject(entry)) throw new ItemRefused(`a ${what} is not an object`);
      return read(entry, request);
    }).flat();
  };
