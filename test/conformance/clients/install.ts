/** Real clients in exact versions, from npm, in the user's cache: the project itself does not depend on them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { idFrom } from '#kernel/fingerprint.ts';

/** The registry cannot be reached, or does not have them: not a verdict about anything. */
export class NotInstalled extends Error {}

const run = promisify(execFile);

/** The folder that holds `packages` (`name@version`), installed on first use without running their scripts. */
export const installed = async (id: string, packages: readonly string[]): Promise<string> => {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(cache, 'streamwarden', 'clients', `${id}-${idFrom(...packages)}`);
  // Written last, so that an installation that was interrupted is made again.
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries', '1'];
  try {
    await run('npm', ['install', '--prefix', folder, ...options, ...packages], { timeout: 180_000, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const told = (error as { readonly stderr?: string }).stderr?.split('\n').find((line) => /npm (?:error|ERR!)/.test(line));
    throw new NotInstalled(told ?? String(error));
  }
  writeFileSync(complete, '');
  return folder;
};
