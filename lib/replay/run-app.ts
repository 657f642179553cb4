/** Runs the CDK app in a process of its own, as `cdk synth` would, without the CLI's start-up time. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from './usage-error.ts';

const root = join(import.meta.dirname, '../..');

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

type Environments = Readonly<Record<string, { readonly policyFolder?: string } | undefined>>;

const environments = (): Environments => {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: { environments?: Environments } };
  return context.environments ?? {};
};

/** Where an environment's policy lies. */
export const policyFolderOf = (environment: string): string => join(root, environments()[environment]?.policyFolder ?? 'policy');

/** What the app is told: the environment, and where its policy lies if not where `cdk.json` says. */
const contextFor = (environment: string, policy: string | undefined) => {
  if (policy === undefined) return { environment };
  const all = environments();
  return { environment, environments: { ...all, [environment]: { ...all[environment], policyFolder: relative(root, policy) } } };
};

/** Writes one environment's templates and bundles into a folder. UsageError with the app's own words when it fails. */
export const runApp = (environment: string, folder: string, policy?: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(contextFor(environment, policy)), CDK_OUTDIR: folder };
    const child = spawn(process.execPath, ['bin/app.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new UsageError(`The templates could not be synthesised:\n${indented(Buffer.concat(output).toString('utf8').trim())}`));
    });
  });
