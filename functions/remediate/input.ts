/** What the remediation workflow asks of remediate: one action a step. */
import * as z from 'zod';
import { severities } from '#kernel/severity.ts';
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

/** Three things are started, followed and looked up the same way, each under a key of its own. */
const phase = z.enum(['dry_run', 'run', 'undo']);
export type Phase = z.infer<typeof phase>;

/** `attempt` counts the starts that were decided on: a second only after the first was found never to have been made. */
const attempt = z.number().int().positive().default(1);
const job = { phase, jobId: z.string(), startedAt: moment };
/** What came of the dry run. */
const dryRun = z.object({ ok: z.boolean(), text: z.string().max(1000) }).nullish();

export const remediateInputSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('match'), ...cause, severity: z.enum(severities).default('critical') }),
  z.object({ action: z.literal('take_lock'), ...planned }),
  z.object({ action: z.literal('foresee'), ...planned }),
  z.object({ action: z.literal('dry_run'), ...planned, attempt }),
  z.object({ action: z.literal('weigh'), ...planned, dryRun }),
  z.object({ action: z.literal('await_approval'), ...planned, reasons: z.array(z.string()), taskToken: z.string().min(1) }),
  z.object({ action: z.literal('settle_approval'), ...planned }),
  z.object({ action: z.literal('snapshot'), ...planned }),
  z.object({ action: z.literal('launch'), ...planned, attempt }),
  z.object({ action: z.literal('look_up'), ...planned, phase }),
  z.object({ action: z.literal('follow'), ...planned, ...job }),
  z.object({ action: z.literal('stop'), ...planned, ...job, byPerson: z.boolean().default(false) }),
  z.object({ action: z.literal('verify'), ...planned, finishedAt: moment }),
  /** `jobId` of the run that helped. */
  z.object({ action: z.literal('close'), ...planned, finishedAt: moment, jobId: z.string().nullish() }),
  z.object({ action: z.literal('undo'), ...planned, jobId: z.string(), snapshot: z.string().nullish(), attempt }),
  z.object({ action: z.literal('verify_undo'), ...planned }),
  /** `plan` is absent when the workflow failed before it had one. `acted`: it was launched; `undone`: and taken back; `unsure`: taking it back was begun, and nobody saw how that ended. */
  z.object({
    action: z.literal('fail'),
    ...cause,
    plan: planSchema.nullish(),
    problem: z.string().max(1000),
    acted: z.boolean().default(false),
    undone: z.boolean().default(false),
    unsure: z.boolean().default(false),
    /** Of the run, where it was not taken back. */
    jobId: z.string().nullish(),
  }),
]);

export type RemediateInput = z.infer<typeof remediateInputSchema>;
export type InputOf<Action extends RemediateInput['action']> = Extract<RemediateInput, { action: Action }>;
