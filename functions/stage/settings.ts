/** Reads a function's environment once, at cold start. */
import type * as z from 'zod';
import { ConfigError } from '#kernel/errors.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';

/** The environment as the schema says; ConfigError naming every variable that is missing or wrong, never its value. */
export const readSettings = <Schema extends z.ZodType>(schema: Schema): z.infer<Schema> => {
  const result = schema.safeParse(process.env);
  if (result.success) return result.data;
  throw new ConfigError(`The function's environment is incomplete: ${schemaIssues(result.error, 'all').join('; ')}`, {
    reason: 'settings',
  });
};
