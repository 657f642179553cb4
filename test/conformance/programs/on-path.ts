/** Programs that are there already. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program that can be run, and how to call it in a report. */
export interface Program {
  readonly path: string;
  readonly version: string;
}

/** What a program prints, on both streams; undefined where it cannot be run. */
export const printed = async (
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [...args], { timeout: 10_000, env: { ...process.env, ...env } });
    return `${stdout}${stderr}`.trim();
  } catch {
    return undefined;
  }
};

/** The first line of what a program says of its version; undefined where it cannot be run. */
export const versionOf = async (path: string, args: readonly string[] = ['--version']): Promise<string | undefined> =>
  (await printed(path, args))?.split('\n')[0];

/** A number with points in what a program says of its version. */
export const numberIn = (words: string): string => /\d+(?:\.\d+)+/.exec(words)?.[0] ?? words;
