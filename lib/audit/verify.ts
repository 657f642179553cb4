/** `warden audit verify`: is an exported audit chain whole, and as it was written? */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { readableText } from '#kernel/readable-text.ts';
import { type ChainVerdict, verifyChain } from '#kernel/verify-chain.ts';
import { UsageError } from '../replay/usage-error.ts';
import { linesOf } from './lines.ts';

export interface VerifyOptions {
  /** Hashes of heads as they were noted before. */
  readonly head?: readonly string[];
  readonly json: boolean;
}

const read = async (file: string): Promise<AsyncIterable<Uint8Array>> => {
  if (file === '-') return process.stdin;
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) throw new UsageError(`${file} is not a file that can be read.`);
  return createReadStream(file);
};

const checkHeads = (heads: readonly string[]): void => {
  const wrong = heads.find((head) => !/^[0-9a-f]{64}$/.test(head));
  if (wrong !== undefined)
    throw new UsageError(`--head ${wrong} is not a hash: 64 hex digits, as an export or /v1/audit/chain/head says it.`);
};

const time = (at: number): string => new Date(at).toISOString();

const soundText = ({ entries, firstAt, lastAt, head }: ChainVerdict): string => {
  if (firstAt === undefined || lastAt === undefined) return 'No entries, which shows nothing.\n';
  const count = entries === 1 ? '1 entry' : `${entries} entries`;
  return `${count}, from ${time(firstAt)} to ${time(lastAt)}.\nHead: ${head.seq} ${head.hash}\n`;
};

/** The verdict for people. */
const verdictText = (verdict: ChainVerdict): string => {
  const { fault, warnings, warningCount } = verdict;
  const odd = warnings.map((warning) => `Odd: ${warning}.\n`).join('');
  const more = warningCount > warnings.length ? `Odd: and ${warningCount - warnings.length} more.\n` : '';
  const sound = `${soundText(verdict)}${odd}${more}`;
  if (fault === undefined) return `The chain is whole.\n${sound}`;
  if (fault.kind === 'anchor') return `The chain is not what it was: ${fault.says}.\nIn itself it is whole:\n${sound}`;
  const id = fault.id === undefined ? '' : ` (${JSON.stringify(readableText(fault.id, 200))})`;
  return `Line ${fault.line}${id} is wrong: ${fault.says}.\nBefore it:\n${sound}`;
};

/** Prints the verdict; the exit code: 1 when something is wrong. */
export const verifyCommand = async (file: string, { head = [], json }: VerifyOptions): Promise<number> => {
  checkHeads(head);
  const verdict = await verifyChain(linesOf(await read(file)), head);
  process.stdout.write(json ? `${JSON.stringify(verdict, undefined, 2)}\n` : verdictText(verdict));
  return verdict.fault === undefined ? 0 : 1;
};
