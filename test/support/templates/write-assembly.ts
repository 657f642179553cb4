/** Writes a cloud assembly for the tests of one file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fillAssembly, type HandlerName, type TestStack } from './assembly-folder.ts';

export type { TestStack } from './assembly-folder.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Gives the folder, which goes after the file's last test. `handlers` are files of `./handlers`, bundled as assets under their own name as hash. */
export const writeAssembly = (stacks: Readonly<Record<string, TestStack>>, handlers: readonly HandlerName[] = []): string => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  folders.push(folder);
  fillAssembly(folder, stacks, handlers);
  return folder;
};
