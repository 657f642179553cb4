/** Which runbooks were rehearsed, as `warden rehearse` writes it: rehearsals.yaml. */
import * as z from 'zod';
import { name } from './terms.ts';

/** What came of a rehearsal: by the name of the rule. */
export const rehearsalsSchema = z.strictObject({
  runbooks: z
    .record(
      name,
      z.strictObject({
        /** Of what was rehearsed; a runbook that was changed since has another. */
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        /** Whether every fault ended in "done and verified" or "undone and escalated". */
        passed: z.boolean(),
        /** How many runs it was: one without a fault, and one for each fault at each step. */
        runs: z.number().int().min(1),
      }),
    )
    .default({}),
});
