/** Folders of a command: gone when it is done with them, and when it is told to end before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const endings = ['SIGINT', 'SIGTERM'] as const;
const standing = new Set<string>();

const discard = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  standing.delete(folder);
};

/** The process dies of the signal as it would have without this. */
const interrupted = (signal: NodeJS.Signals): void => {
  for (const folder of standing) discard(folder);
  attend(false);
  process.kill(process.pid, signal);
};

const attend = (listens: boolean): void => {
  for (const signal of endings) {
    if (listens) process.on(signal, interrupted);
    else process.off(signal, interrupted);
  }
};

export interface TemporaryFolder {
  readonly path: string;
  /** Again without complaint. */
  remove(): void;
}

/** `name` tells whose it is, for whoever finds one after a crash. */
export const temporaryFolder = (name: string): TemporaryFolder => {
  const path = mkdtempSync(join(tmpdir(), `streamwarden-${name}-`));
  if (standing.size === 0) attend(true);
  standing.add(path);
  return {
    path,
    remove: () => {
      discard(path);
      if (standing.size === 0) attend(false);
    },
  };
};
