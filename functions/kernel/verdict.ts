/** What classification decided about a kind of message. */
import * as z from 'zod';
import { categories, severities } from './severity.ts';

/** One verdict answers for every message of its kind. */
export const verdictSchema = z.object({
  severity: z.enum(severities),
  category: z.enum(categories),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  /** Who decided: `rule/<name>`, `level`, or a provider's id. */
  source: z.string(),
  reason: z.string().max(300),
});

export type Verdict = z.infer<typeof verdictSchema>;
