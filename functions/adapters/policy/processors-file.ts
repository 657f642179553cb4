/** The part of the compiled policy that ingest goes by: reading the whole of it would cost every cold start of the front door. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '#kernel/errors.ts';
import { processorsSchema } from '#kernel/policy/processors.ts';
import type { ProcessorsPolicy } from '#kernel/policy.ts';

const fileSchema = z.object({ processors: processorsSchema });

/** Reads `processors` of `policy.json` in the function's folder. ConfigError when it is missing or wrong. */
export const loadProcessors = (folder: string = process.env['LAMBDA_TASK_ROOT'] ?? '.'): ProcessorsPolicy => {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8'))).processors;
  } catch (cause) {
    throw new ConfigError('policy.json beside the bundle is missing or wrong; deploy again.', { cause, reason: 'policy' });
  }
};
