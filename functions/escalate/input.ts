/** What the escalation workflow asks of escalate, action by action, and what it is told to do next. */
import * as z from 'zod';
import { escalationLevels } from '#kernel/incident.ts';

const cause = {
  incidentId: z.string().min(1),
  /** Name of the workflow's execution: with level, round and repetition it names the cause of a message. */
  execution: z.string().min(1),
  level: z.enum(escalationLevels),
  /** How often an acknowledgement went stale before. */
  round: z.number().int().min(0),
  /** How often this level was told before in this round. */
  repetition: z.number().int().min(0),
};

export const escalateInputSchema = z.discriminatedUnion('action', [
  /** A level begins, or is reminded. */
  z.object({ action: z.literal('enter'), ...cause }),
  /** The workflow waits with this token. */
  z.object({
    action: z.literal('await'),
    ...cause,
    taskToken: z.string().min(1),
    waitingFor: z.enum(['answer', 'resolution']),
    waitSeconds: z.number().positive(),
  }),
  /** Somebody acknowledged. */
  z.object({ action: z.literal('acknowledged'), ...cause }),
  /** The acknowledgement of this time was followed by nothing. */
  z.object({ action: z.literal('stale'), ...cause, acknowledgedAt: z.number() }),
  /** It is over. */
  z.object({ action: z.literal('resolved'), ...cause }),
]);

export type EscalateInput = z.infer<typeof escalateInputSchema>;
export type InputOf<Action extends EscalateInput['action']> = Extract<EscalateInput, { action: Action }>;

/** Names the cause: the same step of the same execution, however often it is tried. */
export const causeOf = ({ execution, level, round, repetition }: EscalateInput): string => `${execution}/${level}/${round}/${repetition}`;

/** Whom to tell what: becomes notify's input. */
export interface Message {
  readonly notificationReason: string;
  readonly recipients: readonly string[];
  readonly channels: readonly string[];
  readonly causeId: string;
  readonly text: string;
}

/** What the workflow does next. */
export type Step =
  /** Tell this level, then wait for an answer. */
  | ({ readonly outcome: 'raise'; readonly waitSeconds: number } & Message)
  /** Tell that somebody takes care, then wait for the resolution. */
  | ({ readonly outcome: 'hold'; readonly waitSeconds: number; readonly acknowledgedAt: number } & Message)
  /** Tell that nothing came of it, then start the level's clock again. */
  | ({ readonly outcome: 'stale'; readonly waitSeconds: number } & Message)
  /** Tell everyone, then end as failed. */
  | ({ readonly outcome: 'unanswered' } & Message)
  /** Tell those who were told before, then end. */
  | ({ readonly outcome: 'farewell' } & Message)
  /** Nobody was told, so nobody need hear that it is over. */
  | { readonly outcome: 'end' }
  /** Found out that somebody has answered. */
  | { readonly outcome: 'acknowledged' | 'resolved' }
  /** No acknowledgement holds: the level's clock starts again without a word. */
  | { readonly outcome: 'resume'; readonly waitSeconds: number };
