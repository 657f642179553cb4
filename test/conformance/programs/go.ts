/** Programs built from their Go modules. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, filledOnce } from './cache.ts';
import { NotInstalled } from './not-installed.ts';
import { versionOf } from './on-path.ts';

/** A build takes minutes of two processors, at the lowest priority. */
const buildMs = 15 * 60_000;

interface Step {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a step of a build of `what`, which leaves programs that it installs in `cwd`; what it printed. NotInstalled with the last thing it said. */
export const step = async ({ command, args, cwd, environment = {} }: Step, what: string): Promise<string> => {
  try {
    const env = { ...process.env, GOFLAGS: '-buildvcs=false', GOBIN: cwd, GOWORK: 'off', ...environment };
    const limits = { timeout: buildMs, maxBuffer: 64 * 1024 * 1024 };
    return (await promisify(execFile)('nice', ['-n', '19', command, ...args], { cwd, env, ...limits })).stdout;
  } catch (error) {
    const { stderr = '', killed = false } = error as { stderr?: string; killed?: boolean };
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('go: downloading'));
    throw new NotInstalled(`${what}: ${killed ? `took longer than ${buildMs / 60_000} minutes` : (lines.at(-1) ?? String(error))}`);
  }
};

/** Hears that a build begins, which takes long. */
export type Tell = (line: string) => void;

/** The folder of a program that is built on first use, where there is Go to build it with; without `tell` it must have been. */
export const builtOnce = async (
  name: string,
  what: string,
  tell: Tell | undefined,
  build: (folder: string) => Promise<void>,
): Promise<string> => {
  const folder = cached(`go/${name}`);
  if (folder !== undefined) return folder;
  if ((await versionOf('go', ['version'])) === undefined) throw new NotInstalled(`${what}: not on the PATH, nor is Go to build it with`);
  if (tell === undefined) throw new NotInstalled(`${what}: not on the PATH, and not built; --build does (minutes, once)`);
  tell(`building ${what} into the cache (minutes, once)`);
  return filledOnce(`go/${name}`, build);
};

/**
 * Builds `cmd/<name>` of Prometheus' modules into `folder`, in a copy of the module, as their pages are not part of it: Alertmanager's wants to
 * hold one and gets an empty one. Service discovery, which pulls in every cloud's client, is left out.
 */
export const buildPrometheusProgram = async (name: string, version: string, folder: string): Promise<void> => {
  const module = `github.com/prometheus/${name}@v${version}`;
  const found = JSON.parse(await step({ command: 'go', args: ['mod', 'download', '-json', module], cwd: folder }, name)) as {
    readonly Dir: string;
  };
  const source = join(folder, 'source');
  await promisify(execFile)('cp', ['-r', '--no-preserve=mode', found.Dir, source]);
  mkdirSync(join(source, 'ui/app/dist'), { recursive: true });
  writeFileSync(join(source, 'ui/app/dist/index.html'), '');
  // Prometheus 3.16 is the module 0.316.
  const flags = `-X github.com/prometheus/common/version.Version=${version.replace(/^0\.3(\d\d)\./, '3.$1.')}`;
  const args = ['build', '-tags', 'remove_all_sd', '-ldflags', flags, '-o', join(folder, name), `./cmd/${name}`];
  await step({ command: 'go', args, cwd: source }, name);
  rmSync(source, { recursive: true });
};
