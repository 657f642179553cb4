/** Counts what of a request is refused, and why. */
import { InputError } from '#kernel/errors.ts';
import type { Decoded, Rejection } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { maxParts } from './limits.ts';

/** One item is not valid; the rest of the request is read on. Never leaves the receiver, and has no stack: a body may hold 250,000 such items, and stacks took 20 µs each. */
export class ItemRefused extends Error {
  override readonly name = 'ItemRefused';

  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
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
  for (const item of items)
    tallied(tally, () => {
      kept.push(read(item));
    });
  return kept;
};

/** Why items were refused, as one text: `2 × labels is not an object; 1 × …`. */
export const reasonsText = (rejected: readonly Rejection[]): string =>
  rejected
    .slice(0, 10)
    .map(({ count, reason }) => `${count} × ${reason}`)
    .join('; ');

/** Runs `read` for one item; where it refuses the item, that is counted and the rest is read on. */
export const tallied = (tally: Tally, read: () => void): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ItemRefused)) throw error;
    tally.refuse(error.message);
  }
};

/** What was read of a request; InputError `malformed` with the reasons where everything in it was refused. */
export const decodedOf = (signals: readonly Signal[], tally: Tally): Decoded => {
  const rejected = tally.rejections();
  if (signals.length === 0 && rejected.length > 0) throw malformed(`Nothing could be read: ${reasonsText(rejected)}.`);
  return { signals, rejected };
};
