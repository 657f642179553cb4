/** Who there is, how each is reached, and who may do what: people.yaml. */
import * as z from 'zod';
import { name } from './terms.ts';

/** Roles, the least first: see, answer, change. */
export const roles = ['viewer', 'responder', 'admin'] as const;
export type Role = (typeof roles)[number];

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 22:00');

/** `people.yaml`. */
export const peopleSchema = z.strictObject({
  people: z.record(
    name,
    z.strictObject({
      displayName: z.string().min(1).optional(),
      email: z.email().optional(),
      /** E.164: `+4915112345678`. */
      phone: z
        .string()
        .regex(/^\+[1-9]\d{6,14}$/)
        .optional(),
      slackUserId: z
        .string()
        .regex(/^[UW][A-Z0-9]{2,20}$/)
        .optional(),
      /** IANA name. */
      timeZone: z.string().default('UTC'),
      /** No messages but critical ones between these times of the person's own day. */
      quietHours: z.strictObject({ from: clock, to: clock }).optional(),
    }),
  ),
  /** Teams by name: who is in them, and in which role. */
  teams: z.record(name, z.strictObject({ members: z.record(name, z.enum(roles)) })).default({}),
  /** When one person would get more messages than this within so many minutes, the rest come as one digest. */
  stormControl: z
    .strictObject({ messages: z.number().int().min(1).default(10), minutes: z.number().positive().default(10) })
    .default({ messages: 10, minutes: 10 }),
});
