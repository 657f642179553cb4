/** The policy that commands speak of: a folder's files, and the project's for those it has not. */
import { join } from 'node:path';
import type { Policy } from '#kernel/policy.ts';
import { SynthesisError } from '../constructs/synthesis-error.ts';
import { completePolicy } from '../replay/compare/policy-folder.ts';
import { UsageError } from '../replay/usage-error.ts';
import { compilePolicy } from './compile-policy.ts';

export const projectPolicy = join(import.meta.dirname, '../../policy');

/** UsageError, in one line, for what synthesis would refuse. */
export const readPolicy = (given: string | undefined): Policy => {
  const completed = given === undefined ? undefined : completePolicy(given, projectPolicy);
  try {
    return compilePolicy(completed?.path ?? projectPolicy);
  } catch (error) {
    throw error instanceof SynthesisError ? new UsageError(error.message) : error;
  } finally {
    completed?.remove();
  }
};
