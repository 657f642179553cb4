/** Real clients in exact versions, from PyPI. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { idFrom } from '#kernel/fingerprint.ts';
import { filledOnce } from './cache.ts';
import { NotInstalled } from './not-installed.ts';
import { versionOf } from './on-path.ts';

/** The folder that holds `packages` (`name==version`) and is to be `PYTHONPATH`; wheels alone, so that nothing of theirs runs. */
export const fromPyPi = async (id: string, packages: readonly string[]): Promise<string> => {
  const python = (await versionOf('python3')) ?? '';
  if (python === '') throw new NotInstalled('there is no python3 on the PATH');
  return filledOnce(`python/${id}-${idFrom(python, ...packages)}`, async (folder) => {
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--retries', '1', '--target', folder];
    try {
      await promisify(execFile)('python3', ['-m', 'pip', 'install', ...options, ...packages], { timeout: 180_000 });
    } catch (error) {
      const lines = (error as { readonly stderr?: string }).stderr?.trim().split('\n') ?? [];
      throw new NotInstalled(lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? String(error));
    }
  });
};
