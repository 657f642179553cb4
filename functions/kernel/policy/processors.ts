/** What ingest does with telemetry before it is stored: processors.yaml. */
import * as z from 'zod';

/** What is kept out of the stream. */
const sanitise = z.strictObject({
  /** E-mail addresses become a keyed hash; false leaves them. */
  emails: z.boolean().default(true),
  /** Which IP addresses become a keyed hash: those that may be a person's, all, or none. */
  addresses: z.enum(['public', 'all', 'none']).default('public'),
  /** Payment card numbers. */
  cards: z.boolean().default(true),
  /** Tokens, keys, passwords and other secrets, by shape and by name. */
  secrets: z.boolean().default(true),
  /** Long words that look drawn by lot, where something tells of a secret. */
  randomWords: z.boolean().default(true),
  /** Attributes whose values are left as they are. */
  keep: z.array(z.string().min(1).max(200)).max(100).default([]),
});

/** `processors.yaml`. */
export const processorsSchema = z.strictObject({
  sanitise: sanitise.prefault({}),
});
