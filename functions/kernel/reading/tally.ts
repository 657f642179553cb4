/** Counts what of a request is refused, and why. */
import { InputError } from '#kernel/errors.ts';
import type { Rejection } from '#kernel/receiver.ts';
import { maxParts } from './limits.ts';

/** One item is not valid; the rest of the request is read on. Never leaves the receiver. */
export class ItemRefused extends Error {
  override readonly name = 'ItemRefused';
}

export interface Tally {
  /** Notes items refused for a reason: a sentence part that helps whoever sent them. */
  readonly refuse: (reason: string, count?: number) => void;
  readonly rejections: () => readonly Rejection[];
}

export const createTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    refuse: (reason, count = 1) => {
      if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
    },
    rejections: () => [...counts].map(([reason, count]) => ({ count, reason })),
  };
};

export const malformed = (what: string, cause?: unknown): InputError =>
  new InputError(what, { reason: 'malformed', ...(cause === undefined ? {} : { cause }) });

/** Counts the parts of one request; InputError `too_large` past the limit. */
export const partCounter = (): (() => void) => {
  let parts = 0;
  return () => {
    parts += 1;
    if (parts > maxParts)
      throw new InputError(`A request may be made of ${maxParts} parts at most; send smaller batches.`, { reason: 'too_large' });
  };
};

/** Reads items one by one: what is refused is counted, the rest is kept. */
export const readItems = <Item>(items: readonly unknown[], tally: Tally, read: (item: unknown) => Item): Item[] => {
  const kept: Item[] = [];
  for (const item of items) {
    try {
      kept.push(read(item));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
    }
  }
  return kept;
};

/** Why items were refused, as one text: `2 × labels is not an object; 1 × …`. */
export const reasonsText = (rejected: readonly Rejection[]): string =>
  rejected
    .slice(0, 10)
    .map(({ count, reason }) => `${count} × ${reason}`)
    .join('; ');
