/** Synthesises the deployed app once for all tests of the local cloud, into a folder of their own: nobody's `cdk.out` is touched. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runApp } from '#lib/replay/run-app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the cloud assembly of environment `dev`. */
    assembly: string;
  }
}

/** vitest calls it before the first test of the project; the result runs after the last. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const outdir = mkdtempSync(join(tmpdir(), 'streamwarden-local-'));
  await runApp('dev', outdir);
  project.provide('assembly', outdir);
  return () => rmSync(outdir, { recursive: true, force: true });
};
