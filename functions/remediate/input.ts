/** What the remediation workflow asks of remediate: one action a step. */
import * as z from 'zod';
import { planSchema } from './plan.ts';

const cause = {
  incidentId: z.string().min(1),
  fingerprint: z.string().min(1),
  /** Name of the workflow's execution: what every effect of it derives its id from. */
  execution: z.string().min(1),
};
const planned = { ...cause, plan: planSchema };
/** Milliseconds since the epoch. */
const moment = z.number();

export const remediateInputSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('match'), ...cause }),
  z.object({ action: z.literal('take_lock'), ...planned }),
  z.object({ action: z.literal('await_approval'), ...planned, taskToken: z.string().min(1) }),
  z.object({ action: z.literal('settle_approval'), ...planned }),
  /** `attempt` counts the launches that were decided on: a second only after the first was found never to have been made. */
  z.object({ action: z.literal('launch'), ...planned, attempt: z.number().int().positive().default(1) }),
  z.object({ action: z.literal('look_up'), ...planned }),
  z.object({ action: z.literal('follow'), ...planned, jobId: z.string(), launchedAt: moment }),
  z.object({ action: z.literal('stop'), ...planned, jobId: z.string() }),
  z.object({ action: z.literal('verify'), ...planned, finishedAt: moment }),
  z.object({ action: z.literal('close'), ...planned, finishedAt: moment }),
  /** `plan` is absent when the workflow failed before it had one. */
  z.object({ action: z.literal('fail'), ...cause, plan: planSchema.nullish(), problem: z.string().max(1000) }),
]);

export type RemediateInput = z.infer<typeof remediateInputSchema>;
export type InputOf<Action extends RemediateInput['action']> = Extract<RemediateInput, { action: Action }>;
