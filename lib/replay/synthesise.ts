/** Makes sure that `cdk.out` holds the templates of the present sources: what runs here is what would be deployed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.ts';
import { runApp } from './run-app.ts';
import { UsageError } from './usage-error.ts';

const root = join(import.meta.dirname, '../..');
const assemblyFolder = join(root, 'cdk.out');

/** Everything a template or a bundle is made of. */
const sources = ['bin', 'lib', 'functions', 'policy', 'cdk.json', 'package-lock.json', 'tsconfig.json'];

const newest = (path: string): number => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const manifestFile = join(assemblyFolder, 'manifest.json');

const holds = (environment: string): boolean =>
  existsSync(manifestFile) && readFileSync(manifestFile, 'utf8').includes(`"streamwarden-${environment}-pipeline"`);

const isFresh = (environment: string): boolean =>
  holds(environment) && statSync(manifestFile).mtimeMs > Math.max(...sources.map((source) => newest(join(root, source))));

/** The folder with the templates. UsageError with the compiler's words when there are none to be had. */
export const synthesise = async (environment: string, synth: boolean, step: (text: string) => void): Promise<string> => {
  if (!/^[a-z0-9-]{1,20}$/.test(environment)) throw new UsageError(`--environment ${environment}: not a name of an environment`);
  if (!synth) {
    if (!holds(environment))
      throw new UsageError(`cdk.out has no templates of ${environment}: leave --no-synth away, or run npm run synth`);
    return assemblyFolder;
  }
  await exclusively(join(root, '.cache/synthesis.lock'), async () => {
    if (isFresh(environment)) return;
    step('Synthesising the templates');
    await runApp(environment, assemblyFolder);
  });
  return assemblyFolder;
};
