/** A policy folder made complete: files it has not are the project's own, so that a what-if needs only the files it changes. */
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { UsageError } from '../usage-error.ts';

const policyFiles = (folder: string): readonly string[] => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

/** A new folder that the caller removes. UsageError for a folder without policy files, and for a file no policy has. */
export const completePolicy = (given: string, projectPolicy: string): TemporaryFolder => {
  if (!existsSync(given) || !statSync(given).isDirectory()) throw new UsageError(`--policy ${given}: no such folder`);
  const known = policyFiles(projectPolicy);
  const own = policyFiles(given);
  if (own.length === 0) throw new UsageError(`--policy ${given}: no policy file in it; it may hold ${known.join(', ')}`);
  const unknown = own.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--policy ${given}: ${unknown} is no policy file; it may hold ${known.join(', ')}`);
  const folder = temporaryFolder('policy');
  for (const name of known) cpSync(join(own.includes(name) ? given : projectPolicy, name), join(folder.path, basename(name)));
  return folder;
};
