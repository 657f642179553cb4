/** A workflow's step as a function: input checked by a schema, output JSON; errors keep their names for the workflow's Retry and Catch. */
import middy from '@middy/core';
import type * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { log } from './telemetry.ts';

/** The Lambda handler of a workflow step. */
export const taskHandler = <Schema extends z.ZodType, Output>(schema: Schema, run: (input: z.infer<Schema>) => Promise<Output>) =>
  middy<unknown, Output>().handler(async (event: unknown) => {
    const input = schema.safeParse(event);
    if (!input.success)
      throw new InputError(`The step's input is wrong: ${schemaIssues(input.error, 'input').join('; ')}`, { reason: 'input' });
    try {
      return await run(input.data);
    } catch (error) {
      log.error('step failed', { error: String(error) });
      throw error;
    }
  });
