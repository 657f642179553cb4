/** The user's cache of other people's programs: all checkouts share it, and the project itself depends on none of them. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'streamwarden');

/** The folder of a name, if it has been filled. */
export const cached = (name: string): string | undefined => (existsSync(join(root, name)) ? join(root, name) : undefined);

/** The folder of a name, which `fill` fills on first use. It gets its name when it is whole: an interrupted one is made again. */
export const filledOnce = async (name: string, fill: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    await fill(partial);
    // Another process may have been faster: its folder is as good.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
};
