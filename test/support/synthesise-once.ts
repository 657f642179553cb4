/** Synthesises the deployed app once for all tests of the local cloud, into a folder of their own: nobody's `cdk.out` is touched. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the cloud assembly of environment `dev`. */
    assembly: string;
  }
}

const root = join(import.meta.dirname, '../..');

const runApp = (outdir: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ environment: 'dev' }), CDK_OUTDIR: outdir };
    const child = spawn(process.execPath, ['bin/app.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The templates could not be synthesised:\n${Buffer.concat(output).toString()}`));
    });
  });

/** vitest calls it before the first test of the project; the result runs after the last. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const outdir = mkdtempSync(join(tmpdir(), 'streamwarden-local-'));
  await runApp(outdir);
  project.provide('assembly', outdir);
  return () => rmSync(outdir, { recursive: true, force: true });
};
