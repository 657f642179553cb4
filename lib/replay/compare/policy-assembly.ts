/** The templates of one environment under another policy, in a folder of their own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { policyFolderOf, runApp } from '../run-app.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { UsageError } from '../usage-error.ts';
import { completePolicy } from './policy-folder.ts';

/** Templates, and how to remove them. */
export interface PolicyAssembly {
  readonly folder: string;
  remove(): void;
}

/** The checker speaks of `policy/<file>`; a file the reader gave lies in the folder they gave. */
const inWordsOf = (error: unknown, given: string): unknown =>
  error instanceof UsageError
    ? new UsageError(
        error.message.replaceAll(/\bpolicy\/([a-z]+\.yaml)/g, (named, file: string) =>
          existsSync(join(given, file)) ? join(given, file) : named,
        ),
      )
    : error;

/** Synthesises; UsageError with the policy checker's own words when the policy is wrong. */
export const synthesisePolicy = async (environment: string, given: string): Promise<PolicyAssembly> => {
  const policy = completePolicy(given, policyFolderOf(environment));
  const { path: folder, remove } = temporaryFolder('what-if');
  try {
    await runApp(environment, folder, policy.path);
    return { folder, remove };
  } catch (error) {
    remove();
    throw inWordsOf(error, given);
  } finally {
    policy.remove();
  }
};
