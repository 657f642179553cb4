/** Programs as processes of ours: each ends at the latest when we do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '#test/support/loopback.ts';

const children = new Set<ChildProcess>();
/** Ends all that still runs, at once. */
export const endAll = (): void => {
  for (const child of children) child.kill('SIGKILL');
};
process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

export interface Running {
  /** What it wrote so far, on both streams. */
  readonly output: () => string;
  readonly hasEnded: () => boolean;
  /** Asks it to end, and makes it when it has not within 15 seconds. */
  readonly stop: () => Promise<void>;
}

export const start = (
  path: string,
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Running => {
  const child = spawn(path, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  children.add(child);
  const output: Buffer[] = [];
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const end = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(String(error)));
      resolve();
    });
    child.once('close', () => resolve());
  }).then(() => {
    ended = true;
    children.delete(child);
  });
  return {
    output: () => Buffer.concat(output).toString().trim(),
    hasEnded: () => ended,
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await end;
      clearTimeout(late);
    },
  };
};

/** Asks again until it is so, or the time is over; whether it came to be so. */
export const until = async (isSo: () => Promise<boolean> | boolean, seconds: number): Promise<boolean> => {
  for (const end = performance.now() + seconds * 1_000; ; ) {
    if (await isSo()) return true;
    if (performance.now() > end) return false;
    await sleep(200);
  }
};

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const { url, close } = await listenOnLoopback(createServer());
  await close();
  return Number(new URL(url).port);
};

/** Runs `work` with a folder that is gone afterwards. */
export const inFolder = async <Result>(work: (folder: string) => Promise<Result>, parent = tmpdir()): Promise<Result> => {
  const folder = mkdtempSync(join(parent, 'streamwarden-client-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
