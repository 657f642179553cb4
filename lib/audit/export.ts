/** `warden audit export`: a copy of the whole audit chain, which anybody can verify without us. */
import { open, rename, rm } from 'node:fs/promises';
import { progressOn } from '../replay/progress.ts';
import { UsageError } from '../replay/usage-error.ts';
import { type ChainPage, type ChainSource, chainPages } from './pages.ts';

export interface ExportOptions {
  readonly url: string;
  /** A file, or `-`. */
  readonly out: string;
  readonly quiet: boolean;
}

/** Entries between two words of progress. */
const told = 2_000;

interface Copied {
  readonly count: number;
  readonly last?: ChainPage;
}

const copy = async (source: ChainSource, write: (text: string) => Promise<unknown>, tell: (text: string) => void): Promise<Copied> => {
  let copied: Copied = { count: 0 };
  for await (const page of chainPages(source)) {
    await write(page.text);
    copied = { count: copied.count + page.count, last: page };
    if (copied.count % told === 0) tell(`${copied.count} entries`);
  }
  return copied;
};

/** Written beside it first: a file of that name is whole. */
const copyToFile = async (out: string, source: ChainSource, tell: (text: string) => void): Promise<Copied> => {
  const partial = `${out}.partial`;
  const file = await open(partial, 'w').catch((error: unknown) => {
    throw new UsageError(`${out} cannot be written: ${error instanceof Error ? error.message : 'no reason given'}`);
  });
  try {
    const copied = await copy(source, (text) => file.write(text), tell);
    await file.close();
    await rename(partial, out);
    return copied;
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
};

const toStdout = (text: string): Promise<void> => new Promise((resolve) => void process.stdout.write(text, () => resolve()));

/** Writes the chain, and tells on stderr how far it reaches. `token` is a bearer's, for a deployment that asks for one. */
export const exportCommand = async ({ url, out, quiet }: ExportOptions, token: string | undefined): Promise<void> => {
  const source = { url, ...(token === undefined ? {} : { token }) };
  const progress = progressOn(process.stderr, quiet);
  const tell = (text: string): void => progress.step(text);
  const { count, last } = out === '-' ? await copy(source, toStdout, tell) : await copyToFile(out, source, tell);
  const head = last === undefined ? '' : ` Head, to note elsewhere: ${last.seq} ${last.hash}`;
  progress.done(`${count === 1 ? '1 entry' : `${count} entries`}.${head}`);
};
