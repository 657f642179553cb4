/** The compiled policy beside the bundle: `cdk synth` wrote it there after checking it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#kernel/errors.ts';
import { type Policy, policySchema } from '#kernel/policy.ts';

/** Reads `policy.json` from the function's folder. ConfigError when it is missing or wrong. */
export const loadPolicy = (folder: string = process.env['LAMBDA_TASK_ROOT'] ?? '.'): Policy => {
  try {
    return policySchema.parse(JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8')));
  } catch (cause) {
    throw new ConfigError('policy.json beside the bundle is missing or wrong; deploy again.', { cause, reason: 'policy' });
  }
};
