/** The audit chain: an append-only record in which every entry holds the hash of the one before. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { idFrom } from './fingerprint.ts';
import { readableText } from './readable-text.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex');

/** What an entry is, member by member; nothing else is in one. */
export const chainEntrySchema = z.strictObject({
  /** 1, 2, 3, without a gap. */
  seq: z.int().positive(),
  /** Milliseconds since the epoch, by the clock of whoever wrote it. */
  at: z.int().nonnegative(),
  /** Follows from what is recorded, so that a repeated step is one entry. */
  id: z.string(),
  /** A person's name, or the part of the pipeline that acted. */
  actor: z.string(),
  /** `remediation_launched`, `approval_approved`. */
  act: z.string(),
  /** What it was done about: an incident, the alert in it, the workflow's execution. */
  subject: z.strictObject({ incident: z.string(), fingerprint: z.string().optional(), execution: z.string().optional() }),
  /** The rule of policy that it follows from. */
  rule: z.string().optional(),
  /** What lay before whoever decided. */
  saw: z.string().optional(),
  /** In a sentence. */
  reason: z.string(),
  detail: z.record(z.string(), z.string()),
  /** The hash of entry `seq` - 1; `genesis` for the first. */
  previous: digest,
  /** SHA-256 over the canonical JSON of all other members, in hex. */
  hash: digest,
});

export type ChainEntry = Readonly<z.infer<typeof chainEntrySchema>>;

/** What is to be recorded; the chain gives it its place. */
export type ChainDraft = Omit<ChainEntry, 'seq' | 'previous' | 'hash'>;

/** The record of who or what decided, saw, approved, did and undid. */
export interface AuditChain {
  /** Adds to the end, once an id: a repeat gets the entry that is there. ConflictError when others were always faster. */
  append(draft: ChainDraft): Promise<ChainEntry>;
  /** The last entry. */
  head(): Promise<ChainEntry | undefined>;
  /** The entries that come after this number, in order, up to the limit. */
  read(query: { readonly after: number; readonly limit: number }): Promise<readonly ChainEntry[]>;
}

/** What the first entry has for `previous`. */
export const genesis = '0'.repeat(64);

/** Longest texts, in UTF-16 units, and most details: an entry stays below 20 KB, and nearly always below the one of a write unit. */
const longest = { name: 200, text: 500, value: 300, details: 20 } as const;

const name = (text: string): string => readableText(text, longest.name);

/** As it is while short and plain; else told apart by its hash. */
const boundedId = (id: string): string => (name(id) === id ? id : `${name(id).slice(0, 150).toWellFormed()}~${idFrom(id)}`);

const boundedDetail = (detail: ChainDraft['detail']): ChainDraft['detail'] =>
  Object.fromEntries(
    Object.entries(detail)
      .slice(0, longest.details)
      .map(([key, value]) => [readableText(key, 60), readableText(value, longest.value)]),
  );

const boundedSubject = ({ incident, fingerprint, execution }: ChainDraft['subject']): ChainDraft['subject'] => ({
  incident: name(incident),
  ...(fingerprint === undefined ? {} : { fingerprint: name(fingerprint) }),
  ...(execution === undefined ? {} : { execution: name(execution) }),
});

/** Within the bounds, and free of what could forge a line or drive a terminal: telemetry and people write some of it. */
export const boundedDraft = ({ at, id, actor, act, subject, rule, saw, reason, detail }: ChainDraft): ChainDraft => ({
  at: Math.max(0, Math.round(at)),
  id: boundedId(id),
  actor: name(actor),
  act: name(act),
  subject: boundedSubject(subject),
  ...(rule === undefined ? {} : { rule: name(rule) }),
  ...(saw === undefined ? {} : { saw: readableText(saw, longest.text) }),
  reason: readableText(reason, longest.text),
  detail: boundedDetail(detail),
});

/** What the hash of an entry must be. */
export const entryHash = ({ hash: _, ...content }: Omit<ChainEntry, 'hash'> & { readonly hash?: string }): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

/** The entry that a bounded draft becomes after this head. */
export const sealed = (draft: ChainDraft, head: Pick<ChainEntry, 'seq' | 'hash'> | undefined): ChainEntry => {
  const content = { seq: (head?.seq ?? 0) + 1, ...draft, previous: head?.hash ?? genesis };
  return { ...content, hash: entryHash(content) };
};
