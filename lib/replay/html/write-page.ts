/** Writes the page of a run into the file its user named. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Remains } from '../cloud.ts';
import type { Report } from '../report.ts';
import { UsageError } from '../usage-error.ts';
import { pageText } from './page.ts';
import { pageModel } from './page-model.ts';
import { pageParts } from './page-parts.ts';

const reasonOf = (error: unknown): string => {
  const { code } = error as { code?: string };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'not writable';
  if (code === 'ENOTDIR') return 'not below a folder';
  return code === 'ENOENT' ? 'no such folder' : (code ?? String(error));
};

/** Folder by folder: the recursive form of Node 24 never returns where a file system refuses with ENOENT, as /proc does [T]. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
};

/** Before a run of minutes: makes the file's folder, and throws UsageError where no file can be written. */
export const checkPageFile = (file: string): void => {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw new UsageError(`--html ${file}: is a folder; name a file`);
  try {
    const folder = dirname(resolve(file));
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`--html ${file}: ${reasonOf(error)}`);
  }
};

/** UsageError where the file cannot be written. Returns its size in bytes. */
export const writePage = async (file: string, report: Report, remains: Remains): Promise<number> => {
  const text = pageText(pageModel(report, remains), await pageParts());
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--html ${file}: ${reasonOf(error)}`);
  }
  return Buffer.byteLength(text);
};
