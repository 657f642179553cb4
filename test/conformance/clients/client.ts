/** A real client, and what must have come of what it sent. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Signal } from '#kernel/signal.ts';

/** What a client's program prints, as JSON, before it ends. */
export interface Told {
  /** Whether the SDK says that everything went out. */
  readonly flushed: boolean;
  /** What the SDK dropped, or complained of. */
  readonly problems: readonly string[];
}

export interface Client {
  /** Lower-case kebab; names the folder of its packages. */
  readonly id: string;
  readonly name: string;
  /** `name@version`, exact. */
  readonly packages: readonly string[];
  /** Runs the client's program against the pipeline's address; `folder` holds the packages. */
  readonly send: (folder: string, url: string) => Promise<Told>;
  /** What of it must have reached the stream: a word for people, and whether a signal is it. */
  readonly expected: readonly (readonly [string, (signal: Signal) => boolean])[];
}

/** Runs a program of this folder in a process of its own: SDKs patch the process they are in. */
export const runProgram = async (program: string, ...args: readonly string[]): Promise<Told> => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:OTEL|SENTRY)_/.test(name)));
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, program), ...args], { env, timeout: 60_000 });
  return JSON.parse(stdout) as Told;
};
