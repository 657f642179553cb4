/** Sends one message per incident change and channel, remembers what was delivered, and writes down what became of it. */
import type { Channel, IncidentNotification } from '#kernel/channel.ts';
import { AppError, UpstreamError } from '#kernel/errors.ts';
import type { Incident, TimelineKind } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import type { Clock, Log, ResponseStore } from '#kernel/ports.ts';
import { recipientsOf } from '#kernel/recipients.ts';
import type { NotifyInput, NotifyOutput } from './input.ts';
import { type LinkSettings, linksFor } from './links.ts';

/** What notify needs of the outside world. */
export interface NotifyPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'record' | 'timeline' | 'claimDelivery' | 'releaseDelivery'>;
  readonly clock: Clock;
  readonly log: Log;
  /** By name in `channels.yaml`; each tries again by itself. */
  readonly channels: ReadonlyMap<string, Channel>;
}

/** What notify is told by its deployment and by policy. */
export interface NotifySettings extends LinkSettings {
  readonly people: PeoplePolicy;
}

const notificationOf = (
  input: NotifyInput,
  incident: Incident,
  channel: string,
  now: number,
  settings: NotifySettings,
): IncidentNotification => ({
  kind: 'incident',
  key: [input.incidentId, input.notificationReason, input.causeId, channel].join('/'),
  notificationReason: input.notificationReason,
  at: now,
  incident: {
    id: incident.id,
    title: incident.title,
    status: incident.status,
    severity: incident.severity,
    escalationLevel: incident.escalationLevel,
    labels: incident.groupLabels,
  },
  recipients: recipientsOf(input.recipients, settings.people),
  text: input.text,
  links: linksFor(incident, input.approvalId, input.recipients, now, settings),
});

/** The cause of a channel's timeline entry. A failure may be followed by a delivery, so each kind has its own entry. */
const entryCause = (input: NotifyInput, channel: string): string => `${input.notificationReason}/${input.causeId}/${channel}`;

const record = (input: NotifyInput, ports: NotifyPorts, channel: string, kind: TimelineKind, reason: string): Promise<void> =>
  ports.store.record({
    incidentId: input.incidentId,
    at: ports.clock.now(),
    kind,
    causeId: entryCause(input, channel),
    by: 'notify',
    reason,
    detail: { channel, notificationReason: input.notificationReason, recipients: input.recipients.join(', ') },
  });

/**
 * Whether an earlier attempt finished this delivery. A claim alone does not prove it: its holder may have died before
 * sending, and a page sent twice under one key is better than one never sent.
 */
const wasDelivered = async (
  input: NotifyInput,
  ports: NotifyPorts,
  notification: IncidentNotification,
  channel: string,
): Promise<boolean> => {
  if (await ports.store.claimDelivery(notification.key, notification.at)) return false;
  const timeline = await ports.store.timeline(input.incidentId);
  return timeline.some((entry) => entry.kind === 'notified' && entry.causeId === entryCause(input, channel));
};

const send = async (input: NotifyInput, ports: NotifyPorts, name: string, notification: IncidentNotification): Promise<boolean> => {
  const channel = ports.channels.get(name);
  if (channel === undefined) {
    await record(input, ports, name, 'notification_failed', `There is no channel ${name} in the policy.`);
    return false;
  }
  if (await wasDelivered(input, ports, notification, name)) return true;
  try {
    await channel.deliver(notification);
  } catch (error) {
    await ports.store.releaseDelivery(notification.key);
    const reason = error instanceof AppError ? error.message : 'The channel failed in a way it should not.';
    ports.log.warn('notification failed', { channel: name, incidentId: input.incidentId, reason });
    await record(input, ports, name, 'notification_failed', reason);
    return false;
  }
  await record(input, ports, name, 'notified', input.text);
  return true;
};

/**
 * Delivers to every channel. NotFoundError for an unknown incident; UpstreamError when no channel at all has the message,
 * so that the workflow tries again; a partial delivery succeeds and is on record.
 */
export const notify = async (input: NotifyInput, ports: NotifyPorts, settings: NotifySettings): Promise<NotifyOutput> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  const now = ports.clock.now();
  let delivered = 0;
  for (const name of new Set(input.channels)) {
    if (await send(input, ports, name, notificationOf(input, incident, name, now, settings))) delivered += 1;
  }
  const failed = new Set(input.channels).size - delivered;
  if (delivered === 0 && failed > 0) throw new UpstreamError('No channel has the message.', { reason: 'nothing_delivered' });
  return { delivered, failed };
};
