/** What is kept at an issue of ours, as its entity property: enough to know it again and to follow it without the rule. */
import * as z from 'zod';

/** The property's name. */
export const propertyKey = 'streamwarden';

/** Whoever may edit the issue may edit this, so nothing of it goes into a path or a query. */
export const markSchema = z.object({
  /** Of the launch. */
  key: z.string().max(100),
  /** What the rule waits for: that the issue is there, or that people have done it. */
  wait: z.enum(['created', 'done']),
  /** The transition that closes it, by name; else the first into a status of the done category. */
  transition: z.string().max(255).optional(),
  /** Of the undo. */
  undo: z.string().max(100).optional(),
  /** We closed it before people had done it. */
  cancelled: z.literal(true).optional(),
  /** Its outcome stands in a comment. */
  settled: z.literal(true).optional(),
});
export type Mark = z.infer<typeof markSchema>;
