/** What the escalation workflow asks of escalate, action by action, and what it is told to do next. */
import * as z from 'zod';
import { waits } from '#kernel/answers.ts';
import { escalationLevels, type NotificationReason } from '#kernel/incident.ts';

const cause = {
  incidentId: z.string().min(1),
  /** Name of the workflow's execution: with level, round and repetition it names the cause of a message. */
  execution: z.string().min(1),
  level: z.enum(escalationLevels),
  /** How often an acknowledgement went stale before. */
  round: z.number().int().min(0),
  /** How often this level was told before in this round. */
  repetition: z.number().int().min(0),
  /** Everybody this execution has told so far; workflows started by older versions do not keep it. */
  told: z.array(z.string()).default([]),
};

export const escalateInputSchema = z.discriminatedUnion('action', [
  /** A level begins, or is reminded. */
  z.object({ action: z.literal('enter'), ...cause }),
  /** The workflow waits with this token. */
  z.object({
    action: z.literal('await'),
    ...cause,
    taskToken: z.string().min(1),
    waitingFor: z.enum(waits),
    waitSeconds: z.number().positive(),
    /** What made the incident grow, as far as people were told while it is in hand; empty when nothing did. */
    growth: z.string().default(''),
    /** Ids of the silences it waits for, with blanks between them, and when the first thing that suppresses ends: milliseconds since the epoch. */
    silences: z.string().default(''),
    until: z.number().optional(),
  }),
  /** Somebody acknowledged. */
  z.object({ action: z.literal('acknowledged'), ...cause }),
  /** Another critical alert joined what is in hand. */
  z.object({ action: z.literal('grown'), ...cause }),
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
  readonly notificationReason: NotificationReason;
  readonly recipients: readonly string[];
  readonly channels: readonly string[];
  readonly causeId: string;
  readonly text: string;
}

/** How long an acknowledgement holds, from when on, and what people were told of since. */
interface Hold {
  readonly waitSeconds: number;
  readonly acknowledgedAt: number;
  readonly growth: string;
}

/** What the workflow does next. */
export type Step =
  /** Tell this level, then wait for an answer. */
  | ({ readonly outcome: 'raise'; readonly waitSeconds: number } & Message)
  /** Tell that somebody takes care, then wait for the resolution. */
  | ({ readonly outcome: 'hold' } & Hold & Message)
  /** Wait for the resolution without a word. */
  | ({ readonly outcome: 'hold_quietly' } & Hold)
  /** Tell nobody now: wait until what keeps people from being told ends, or is ended, then enter the level anew. */
  | {
      readonly outcome: 'suppressed';
      readonly waitSeconds: number;
      readonly until: number;
      readonly silences: string;
      readonly stale?: true;
    }
  /** Tell that nothing came of it, then start the level's clock again. */
  | ({ readonly outcome: 'stale'; readonly waitSeconds: number } & Message)
  /** Tell everyone, then end as failed. */
  | ({ readonly outcome: 'unanswered' } & Message)
  /** Tell those who were told before, then end. */
  | ({ readonly outcome: 'farewell' } & Message)
  /** Nobody was told, so nobody need hear that it is over; or another escalation speaks for the incident now. */
  | { readonly outcome: 'end' }
  /** Found out that somebody has answered. */
  | { readonly outcome: 'acknowledged' | 'resolved' }
  /** No acknowledgement holds: the level's clock starts again without a word. */
  | { readonly outcome: 'resume'; readonly waitSeconds: number };
