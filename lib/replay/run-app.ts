/** Runs the CDK app in a process of its own, as `cdk synth` would, without the CLI's start-up time. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

const root = join(import.meta.dirname, '../..');

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

/** Writes one environment's templates and bundles into a folder. UsageError with the app's own words when it fails. */
export const runApp = (environment: string, folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ environment }), CDK_OUTDIR: folder };
    const child = spawn(process.execPath, ['bin/app.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new UsageError(`The templates could not be synthesised:\n${indented(Buffer.concat(output).toString('utf8').trim())}`));
    });
  });
