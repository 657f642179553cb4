/** Real clients in exact versions, from npm. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { idFrom } from '#kernel/fingerprint.ts';
import { filledOnce } from './cache.ts';
import { NotInstalled } from './not-installed.ts';

/** The folder that holds `packages` (`name@version`), installed on first use without running their scripts. */
export const fromNpm = (id: string, packages: readonly string[]): Promise<string> =>
  filledOnce(`npm/${id}-${idFrom(...packages)}`, async (folder) => {
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries', '1'];
    try {
      const args = ['install', '--prefix', folder, ...options, ...packages];
      await promisify(execFile)('npm', args, { timeout: 180_000, maxBuffer: 16 * 1024 * 1024 });
    } catch (error) {
      const told = (error as { readonly stderr?: string }).stderr?.split('\n').find((line) => /npm (?:error|ERR!)/.test(line));
      throw new NotInstalled(told ?? String(error));
    }
  });
