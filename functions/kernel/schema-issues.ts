/** Why a value does not fit its schema, in words for whoever wrote it. */
import type * as z from 'zod';

/** One `place: message` an issue; `whole` names the place of an issue with the value itself. Values are not repeated: they may be secrets. */
export const schemaIssues = (error: z.ZodError, whole: string): readonly string[] =>
  error.issues.map((issue) => `${issue.path.join('.') || whole}: ${issue.message}`);
