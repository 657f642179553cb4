/** What the workflows ask of notify. */
import * as z from 'zod';
import { notificationReasons } from '#kernel/incident.ts';

export const notifyInputSchema = z.object({
  incidentId: z.string().min(1),
  notificationReason: z.enum(notificationReasons),
  /** Names as the policy has them. */
  recipients: z.array(z.string().min(1)).max(100),
  /** Names of `channels.yaml`. */
  channels: z.array(z.string().min(1)).max(20),
  /** What caused this message; the same cause is notified once per channel. */
  causeId: z.string().min(1),
  /** In a sentence, why. */
  text: z.string(),
  /** Set when an approval is asked for: the message carries approve and reject links. */
  approvalId: z.string().optional(),
});

export type NotifyInput = z.infer<typeof notifyInputSchema>;

/** How many channels have the message, and how many do not. */
export interface NotifyOutput {
  readonly delivered: number;
  readonly failed: number;
}
