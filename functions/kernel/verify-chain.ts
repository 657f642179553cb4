/** Whether an exported audit chain is whole and as it was written; if not, which entry is wrong, and how. */
import { type ChainEntry, chainEntrySchema, entryHash, genesis } from './audit-chain.ts';
import { canonicalJson } from './canonical-json.ts';
import { readableText } from './readable-text.ts';
import { schemaIssues } from './schema-issues.ts';

/** The one text of an entry; a line of an export. Verification takes no other, so that no byte of it is without weight. */
export const chainLine = (entry: ChainEntry): string => canonicalJson(entry);

/** What is wrong first. */
interface ChainFault {
  /** `anchor` is about the chain as a whole: a head that was noted is not in it. */
  readonly kind: 'unreadable' | 'content' | 'gap' | 'order' | 'previous' | 'repeated' | 'anchor';
  /** From 1: the entry's place in the export, and its number where all is well. */
  readonly line: number;
  /** As the line has it, where it can be read. */
  readonly id?: string;
  /** In a sentence. */
  readonly says: string;
}

export interface ChainVerdict {
  /** How many are in order, from the first on. */
  readonly entries: number;
  /** Milliseconds since the epoch. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** The last entry that is in order. */
  readonly head: Pick<ChainEntry, 'seq' | 'hash'>;
  /** What is odd and no proof of anything; the first few, and how many there are. */
  readonly warnings: readonly string[];
  readonly warningCount: number;
  readonly fault?: ChainFault;
}

/** Clocks of machines differ, and a step that is repeated writes late. */
const skewMs = 5 * 60_000;
const toldWarnings = 10;
/** Bytes; entries are much shorter. */
const longestLine = 64 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Read = { readonly entry: ChainEntry } | { readonly says: string };

const parsed = (line: Uint8Array): { readonly text: string; readonly value: unknown } | undefined => {
  try {
    const text = decoder.decode(line);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

const readLine = (line: Uint8Array): Read => {
  if (line.byteLength > longestLine) return { says: 'it is longer than any entry is' };
  const json = parsed(line);
  if (json === undefined) return { says: 'it is not JSON in UTF-8' };
  const { success, data, error } = chainEntrySchema.safeParse(json.value);
  if (!success) return { says: `it is not an entry: ${readableText(schemaIssues(error, 'line').slice(0, 3).join('; '), 200)}` };
  if (chainLine(data) !== json.text) return { says: 'it is not written as the chain writes it: something was changed, if only its form' };
  return { entry: data };
};

type Wrong = Pick<ChainFault, 'kind' | 'says'>;

const missing = (from: number, to: number): string => (from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`);

const wrongPlace = ({ seq }: ChainEntry, due: number): Wrong | undefined => {
  if (seq > due) return { kind: 'gap', says: `${missing(due, seq - 1)} before entry ${seq}` };
  if (seq < due) return { kind: 'order', says: `entry ${seq} stands where entry ${due} is due: out of order, or there twice` };
  return undefined;
};

const wrongLink = ({ previous, seq }: ChainEntry, head: ChainVerdict['head']): Wrong | undefined => {
  if (previous === head.hash) return undefined;
  const says =
    seq === 1 ? 'it is not the beginning of a chain' : `it does not follow entry ${seq - 1}: one of the two is not what was written`;
  return { kind: 'previous', says };
};

/** Takes entries in order; holds their ids, some hundred bytes an entry. */
class Verification {
  readonly #ids = new Map<string, number>();
  readonly #warnings: string[] = [];
  #warningCount = 0;
  #firstAt: number | undefined;
  #lastAt: number | undefined;
  #head: ChainVerdict['head'] = { seq: 0, hash: genesis };

  /** What is wrong with the entry after the head; undefined when it is the head from now on. */
  wrong(entry: ChainEntry): Wrong | undefined {
    if (entryHash(entry) !== entry.hash) return { kind: 'content', says: 'its content does not match its hash' };
    const wrong = wrongPlace(entry, this.#head.seq + 1) ?? wrongLink(entry, this.#head);
    if (wrong !== undefined) return wrong;
    const twin = this.#ids.get(entry.id);
    if (twin !== undefined) return { kind: 'repeated', says: `entry ${twin} has the same id` };
    this.#follow(entry);
    return undefined;
  }

  verdict(fault: ChainFault | undefined): ChainVerdict {
    return {
      entries: this.#head.seq,
      ...(this.#firstAt === undefined ? {} : { firstAt: this.#firstAt }),
      ...(this.#lastAt === undefined ? {} : { lastAt: this.#lastAt }),
      head: this.#head,
      warnings: this.#warnings,
      warningCount: this.#warningCount,
      ...(fault === undefined ? {} : { fault }),
    };
  }

  #follow(entry: ChainEntry): void {
    const back = (this.#lastAt ?? entry.at) - entry.at;
    if (back > skewMs) this.#warn(`entry ${entry.seq} is ${Math.round(back / 1000)} s older than the one before it`);
    this.#ids.set(entry.id, entry.seq);
    this.#firstAt ??= entry.at;
    this.#lastAt = entry.at;
    this.#head = { seq: entry.seq, hash: entry.hash };
  }

  #warn(text: string): void {
    this.#warningCount += 1;
    if (this.#warnings.length < toldWarnings) this.#warnings.push(text);
  }
}

/**
 * Reads the lines of an export (without their newlines) to the end, or to the first that is wrong. `noted` are hashes of heads as they
 * were noted before: each must still be in the chain, which a chain alone cannot show when its end is cut off or all of it is replaced.
 */
export const verifyChain = async (
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  noted: readonly string[] = [],
): Promise<ChainVerdict> => {
  const verification = new Verification();
  const absent = new Set(noted);
  // Every chain goes on from the head of the empty one.
  absent.delete(genesis);
  let line = 0;
  for await (const bytes of lines) {
    line += 1;
    const read = readLine(bytes);
    if ('says' in read) return verification.verdict({ kind: 'unreadable', line, says: read.says });
    const { id, hash } = read.entry;
    const wrong = verification.wrong(read.entry);
    if (wrong !== undefined) return verification.verdict({ ...wrong, line, id });
    absent.delete(hash);
  }
  const [lost] = absent;
  if (lost === undefined) return verification.verdict(undefined);
  return verification.verdict({
    kind: 'anchor',
    line,
    says: `the head ${lost} that was noted is not in it: its end was cut off, or it was replaced`,
  });
};
