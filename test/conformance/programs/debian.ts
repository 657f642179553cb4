/**
 * Debian's programs, unpacked into the cache: nothing is installed, no service starts, and nobody has to be root. The lists of packages are
 * kept there, too, so that apt's own stay as they are.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filledOnce } from './cache.ts';
import { NotInstalled } from './not-installed.ts';
import { versionOf } from './on-path.ts';

const run = promisify(execFile);

/** A folder as `/` would be with these packages, and with what they need that the machine has not. */
export const fromDebian = async (...packages: readonly string[]): Promise<string> => {
  const apt = await versionOf('apt-get');
  if (apt === undefined) throw new NotInstalled("there is no apt-get here to take Debian's packages with");
  return filledOnce(`debian/${packages.join('-')}`, async (folder) => {
    const own = join(folder, 'apt');
    const archives = join(own, 'archives');
    for (const part of ['lists/partial', 'archives/partial']) mkdirSync(join(own, part), { recursive: true });
    const options = [
      `Dir::State::Lists=${join(own, 'lists')}`,
      `Dir::Cache=${own}`,
      `Dir::Cache::archives=${archives}`,
      // Apt locks what it is about to change: nothing here.
      'Debug::NoLocking=1',
      'APT::Sandbox::User=',
      'Acquire::Retries=1',
    ].flatMap((option) => ['-o', option]);
    const aptGet = (...args: readonly string[]) => run('apt-get', ['-qq', ...options, ...args], { timeout: 180_000 });
    try {
      await aptGet('update');
      await aptGet('install', '-y', '--no-install-recommends', '--download-only', '--reinstall', ...packages);
      const files = readdirSync(archives).filter((name) => name.endsWith('.deb'));
      for (const file of files) await run('dpkg-deb', ['-x', join(archives, file), folder]);
    } catch (error) {
      const told = (error as { readonly stderr?: string }).stderr?.split('\n').find((line) => line.startsWith('E: '));
      throw new NotInstalled(told ?? String(error));
    }
    // Named after package and version.
    writeFileSync(join(folder, 'packages'), readdirSync(archives).join('\n'));
    rmSync(own, { recursive: true });
  });
};

/** The version of a package in a folder, for programs that do not know theirs. */
export const debianVersion = (folder: string, name: string): string =>
  readFileSync(join(folder, 'packages'), 'utf8')
    .split('\n')
    .find((file) => file.startsWith(`${name}_`))
    ?.split('_')[1] ?? 'unknown';

/** The environment in which an unpacked program finds its libraries. */
export const librariesOf = (folder: string): Readonly<Record<string, string>> => {
  const libraries = join(folder, 'usr/lib');
  const triplet = readdirSync(libraries).find((name) => name.includes('-linux-gnu'));
  return triplet === undefined ? {} : { LD_LIBRARY_PATH: join(libraries, triplet) };
};

/**
 * The command that runs a program with the folder as its `/`, for those that look for their files at fixed places: root may do so anywhere,
 * anybody else as root of a namespace, where the machine lets them. Libraries have to be in the folder, too (`libc6`).
 */
export const inside = (folder: string): readonly string[] => [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  `--root=${folder}`,
];
