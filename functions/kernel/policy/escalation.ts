/** Who hears of a critical incident, and when: escalation.yaml. */
import * as z from 'zod';
import { minutes, name } from './terms.ts';

const step = z.strictObject({
  /** Who hears at this level: a person, `schedule:<name>` for whoever is on call then, `team:<name>` for those of it who respond. */
  notify: z.array(z.string().min(1)).min(1),
  channels: z.array(name).min(1),
  /** How long this level waits for an answer before the next. */
  waitMinutes: minutes,
});

/** `escalation.yaml`: for each policy, what happens at each level. */
export const escalationSchema = z.strictObject({
  policies: z.record(
    name,
    z.strictObject({
      new: step,
      escalated: step,
      /** The last level repeats every `waitMinutes`, `repeats` times, then ends unanswered. */
      critical: step.extend({ repeats: z.number().int().min(0).max(100).default(12) }),
      /** An acknowledgement without a resolution goes stale after this. */
      acknowledgementMinutes: minutes.default(60),
    }),
  ),
});
