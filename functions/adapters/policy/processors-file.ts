/**
 * The part of the compiled policy that ingest goes by. `cdk synth` checked it and wrote it with its defaults; checking the whole of it
 * once more, as `policy-file.ts` does, would cost every cold start of the front door.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#kernel/errors.ts';
import type { Policy, ProcessorsPolicy } from '#kernel/policy.ts';

/** Reads `processors` of `policy.json` in the function's folder. ConfigError when it is missing. */
export const loadProcessors = (folder: string = process.env['LAMBDA_TASK_ROOT'] ?? '.'): ProcessorsPolicy => {
  const wrong = (cause?: unknown): ConfigError =>
    new ConfigError('policy.json beside the bundle is missing or wrong; deploy again.', { cause, reason: 'policy' });
  let policy: Partial<Policy> | null;
  try {
    policy = JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')) as Partial<Policy> | null;
  } catch (cause) {
    throw wrong(cause);
  }
  if (policy?.processors?.sanitise === undefined) throw wrong();
  return policy.processors;
};
