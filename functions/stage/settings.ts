/** Reads a function's environment once, at cold start. */

import type * as z from 'zod';
import { ConfigError } from '#kernel/errors.ts';

/** The environment as the schema says; ConfigError naming every variable that is missing or wrong, never its value. */
export const readSettings = <Schema extends z.ZodType>(schema: Schema): z.infer<Schema> => {
  const result = schema.safeParse(process.env);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The function's environment is incomplete: ${wrong.join('; ')}`, { reason: 'settings' });
};
