/** What the writers of all kinds of signal share: numbered tables, and the columns every kind has. */
import type { attributeWriter } from './frame-attributes.ts';
import { pack, type TimeCell, timeCell } from './frame-columns.ts';
import type { Signal } from './signal.ts';

type Put<Item> = (item: Item) => void;
export type Writer<S extends Signal, Group> = { readonly put: Put<S>; readonly group: () => Group | undefined };
export type Ids = (string | null)[];

/** Numbers values by identity first, by content else; indexes follow first appearance. */
export const table = <Item extends object>() => {
  const items: Item[] = [];
  const byIdentity = new Map<Item, number>();
  const byContent = new Map<string, number>();
  let last: Item | undefined;
  let lastIndex = -1;
  const indexOf = (item: Item): number => {
    if (item === last) return lastIndex;
    let index = byIdentity.get(item);
    if (index === undefined) {
      const content = JSON.stringify(item);
      index = byContent.get(content);
      if (index === undefined) {
        index = items.length;
        items.push(item);
        byContent.set(content, index);
      }
      byIdentity.set(item, index);
    }
    last = item;
    lastIndex = index;
    return index;
  };
  return { items, indexOf };
};

export interface Shared {
  readonly resourceOf: (signal: Signal) => number;
  readonly scopeOf: (signal: Signal) => number;
  readonly attributes: ReturnType<typeof attributeWriter>['put'];
}

/** The columns every kind has. */
export const common = (shared: Shared) => {
  const resource: number[] = [];
  const scope: number[] = [];
  const time: TimeCell[] = [];
  let previous = 0n;
  return {
    put: (signal: Signal): void => {
      resource.push(shared.resourceOf(signal));
      scope.push(shared.scopeOf(signal));
      time.push(timeCell(signal.timeUnixNano, previous));
      previous = signal.timeUnixNano;
      shared.attributes(signal.attributes);
    },
    count: () => resource.length,
    group: () => ({ count: resource.length, resource: pack(resource), scope: pack(scope), time: pack(time) }),
  };
};
