/** Messages as their receivers count them: one that comes again under its key is one. */
import * as z from 'zod';
import type { ReplayCloud } from '../cloud.ts';

const messageSchema = z.object({
  key: z.string(),
  notificationReason: z.string(),
  recipients: z.array(z.string()),
  groupLabels: z.record(z.string(), z.string()),
  incident: z.object({ id: z.string() }),
});

export interface HeardMessage {
  readonly at: number;
  readonly incidentId: string;
  /** Who is told what about where; the same in every run. */
  readonly line: string;
}

const read = (body: unknown) => messageSchema.safeParse(body).data;

/** Each message once, when it first came. */
export const heardOnce = (messages: ReturnType<ReplayCloud['messages']>): readonly HeardMessage[] => {
  const byKey = new Map<string, HeardMessage>();
  for (const { at, body } of messages) {
    const message = read(body);
    if (message === undefined || byKey.has(message.key)) continue;
    const where = Object.values(message.groupLabels).join('/');
    const line = `${where}: ${message.notificationReason} to ${message.recipients.join(', ')}`;
    byKey.set(message.key, { at, incidentId: message.incident.id, line });
  }
  return [...byKey.values()];
};
