/** What the readers of all kinds of signal share: checked look-ups, and the columns every kind has. */
import { fromTimeCell, isList, isNumber, isTimeCell, malformed, unpack } from './frame-columns.ts';
import { maxSignals } from './frame-document.ts';
import type { Attributes, Resource, Scope } from './resource.ts';

export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Shared {
  readonly resources: readonly Resource[];
  readonly scopes: readonly Scope[];
  readonly attributes: () => Attributes;
}

export const known = <Item>(items: readonly Item[], index: unknown, what: string): Item => {
  const item = typeof index === 'number' ? items[index] : undefined;
  if (item === undefined) throw malformed(`an unknown ${what}`);
  return item;
};

export const required = (id: string | null | undefined): string => {
  if (typeof id !== 'string') throw malformed('an id is missing');
  return id;
};

/** The columns every kind has, checked. */
export const common = (shared: Shared, group: { count: number; resource: unknown; scope: unknown; time: unknown }) => {
  const { count } = group;
  if (!Number.isSafeInteger(count) || count < 1 || count > maxSignals) throw malformed('the signal count is wrong');
  const resource = unpack(group.resource as never, count, isNumber);
  const scope = unpack(group.scope as never, count, isNumber);
  const time = unpack(group.time as never, count, isTimeCell);
  let previous = 0n;
  return (row: number) => {
    previous = fromTimeCell(time[row], previous);
    const index = scope[row];
    return {
      timeUnixNano: previous,
      resource: known(shared.resources, resource[row], 'resource'),
      scope: index === -1 ? undefined : known(shared.scopes, index, 'scope'),
      attributes: shared.attributes(),
    };
  };
};

export const list = (cell: unknown): readonly unknown[] => {
  if (isList(cell)) return cell;
  throw malformed('a list is missing');
};
