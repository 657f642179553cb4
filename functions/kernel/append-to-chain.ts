/** Appending exactly once to a chain in a table that knows no transactions: whoever is killed anywhere, and repeated, neither loses nor doubles an entry. */
import { type AuditChain, boundedDraft, type ChainDraft, type ChainEntry, sealed } from './audit-chain.ts';
import { ConflictError } from './errors.ts';

/** What the chain needs of its table; every call is atomic, and sees what earlier ones wrote. */
export interface ChainTable {
  last(): Promise<ChainEntry | undefined>;
  after(seq: number, limit: number): Promise<readonly ChainEntry[]>;
  /** Writes an entry where none is; false when its number is taken. */
  putNew(entry: ChainEntry): Promise<boolean>;
  /** Remembers with an id the head at which it was first to be appended; the first writing stays. Returns what is remembered. */
  mark(id: string, seq: number): Promise<number>;
}

const pageSize = 100;
/** Every lost race is another's success: this many, and there is more to record than one chain takes. */
const attempts = 200;

/** Reads on from `tail` to the head: the entry of this id, or the head. */
const catchUp = async (table: ChainTable, id: string, from: number, tail: ChainEntry | undefined) => {
  let head = tail;
  for (let seq = from; ; ) {
    const page = await table.after(seq, pageSize);
    const there = page.find((entry) => entry.id === id);
    if (there !== undefined) return { there };
    head = page.at(-1) ?? head;
    if (page.length < pageSize) return { head };
    seq = head?.seq ?? seq;
  }
};

/**
 * The marker comes first, and entries of an id only after its marker: so no entry at or before the marked number has the id, and
 * whoever has read from there to the head knows whether it is on record. The put holds only where the head is still that one.
 */
const append = async (table: ChainTable, given: ChainDraft): Promise<ChainEntry> => {
  const draft = boundedDraft(given);
  let head = await table.last();
  const seq = head?.seq ?? 0;
  const marked = await table.mark(draft.id, seq);
  for (let attempt = 1, from = Math.min(marked, seq); attempt <= attempts; attempt += 1) {
    // A marker of this very head: nothing has been appended since.
    if (attempt > 1 || marked !== seq) {
      const found = await catchUp(table, draft.id, from, head);
      if (found.there !== undefined) return found.there;
      head = found.head;
      from = head?.seq ?? 0;
    }
    const entry = sealed(draft, head);
    if (await table.putNew(entry)) return entry;
  }
  throw new ConflictError('Others wrote to the audit chain first, time and again.', { reason: 'chain' });
};

/** The chain in a table. */
export const auditChain = (table: ChainTable): AuditChain => ({
  append: (draft) => append(table, draft),
  head: () => table.last(),
  read: ({ after, limit }) => table.after(after, limit),
});
