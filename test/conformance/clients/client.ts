/** A real client, and what must have come of what it sent. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Signal } from '#kernel/signal.ts';
import type { Tell } from '#test/conformance/programs/go.ts';

/** The pipeline's address, and what it asks for. */
export interface Door {
  readonly url: string;
  /** An agent's token; undefined where nobody is asked. */
  readonly token: string | undefined;
}

/** What a client says of itself when it has sent everything. */
export interface Told {
  /** Its own counters. One that is named after something failed, dropped or sent again must be zero. */
  readonly counters: Readonly<Record<string, number>>;
  /** Signals that it counts as sent: so many must have arrived, or more, where it sends on until it ends. */
  readonly sent?: number;
  /** What else it complained of. */
  readonly problems: readonly string[];
}

/** A client that can be run. */
export interface Ready {
  readonly version: string;
  /** Lets it send all it can, and ends it. */
  readonly send: (door: Door) => Promise<Told>;
}

export interface Client {
  readonly name: string;
  /** What it sends, for people. */
  readonly sends: string;
  /** NotInstalled where it cannot be had; builds what takes minutes only where it may tell so. */
  readonly install: (tell: Tell | undefined) => Promise<Ready>;
  /** What of it must have reached the stream: a word for people, and whether a signal is it. */
  readonly expected: readonly (readonly [string, (signal: Signal) => boolean])[];
}

const isTrouble = (counter: string): boolean => /fail|drop|retr|error|refus|reject|discard/i.test(counter);

/** Counters that must be zero and are not, or that were to be found and are not. */
export const troubles = (counters: Told['counters']): readonly string[] =>
  Object.entries(counters).flatMap(([name, count]) => {
    if (Number.isNaN(count)) return [`it has no counter for: ${name}`];
    return isTrouble(name) && count !== 0 ? [`its own counter ${name} is ${count}`] : [];
  });

/** Counters of a page by the names a report gives them: a name of the page each, or several to be summed; NaN where the page has none of them. */
export const countersFrom = (
  page: ReadonlyMap<string, number>,
  names: Readonly<Record<string, string | readonly string[]>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(names).map(([name, of]) => {
      const found = [of].flat().flatMap((each) => page.get(each) ?? []);
      return [name, found.length === 0 ? Number.NaN : found.reduce((sum, each) => sum + each, 0)] as const;
    }),
  );

/** The environment without settings that clients read by themselves. */
const plainEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:OTEL|SENTRY|HTTPS?_PROXY|PYTHON)/i.test(name)));

/** Runs a program of this folder in a process of its own, as SDKs patch the process they are in; it prints what it was told as JSON. */
export const runProgram = async (program: string, ...args: readonly string[]): Promise<Told> => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: plainEnvironment(),
    timeout: 60_000,
  });
  return JSON.parse(stdout) as Told;
};

/** The same for a program in Python, with the packages of a folder. */
export const runPython = async (program: string, packages: string, ...args: readonly string[]): Promise<Told> => {
  const { stdout } = await promisify(execFile)('python3', [join(import.meta.dirname, program), ...args], {
    env: { ...plainEnvironment(), PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    timeout: 60_000,
  });
  return JSON.parse(stdout) as Told;
};
