/** Bodies in and out, as JSON. */
import type * as z from 'zod';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { Problem } from './problem.ts';
import type { RespondResponse } from './request.ts';

/** An answer that no cache keeps. */
export const json = (body: unknown, statusCode = 200): RespondResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** The value as the schema has it. Problem 400 with every issue. */
export const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(400, schemaIssues(parsed.error, 'body').join('; '));
};

/** The body; an empty one is an empty object. Problem 400 when it is not JSON or not as the schema has it. */
export const parseBody = <Schema extends z.ZodType>(schema: Schema, body: string): z.infer<Schema> => {
  if (body.trim() === '') return parse(schema, {});
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Problem(400, 'The body is not JSON.');
  }
  return parse(schema, value);
};
