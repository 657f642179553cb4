/** Sends one message per incident change and channel, remembers what was delivered, and writes down what became of it. */
import type { Channel, IncidentNotification, Recipient } from '#kernel/channel.ts';
import { AppError, UpstreamError } from '#kernel/errors.ts';
import type { Incident, TimelineKind } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { recipientsOf } from '#kernel/recipients.ts';
import { type HoldPorts, reached } from './hold.ts';
import type { NotifyInput, NotifyOutput } from './input.ts';
import { type LinkSettings, linksFor } from './links.ts';

/** What notify needs of the outside world. */
export interface NotifyPorts extends HoldPorts {
  readonly store: HoldPorts['store'] &
    Pick<ResponseStore, 'incident' | 'timeline' | 'claimDelivery' | 'releaseDelivery' | 'deliveries' | 'putDelivery'>;
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
  recipients: readonly Recipient[],
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
  recipients,
  text: input.text,
  links: linksFor(
    incident,
    input.approvalId,
    recipients.map(({ name }) => name),
    now,
    settings,
  ),
});

/** The cause of a channel's timeline entry. A failure may be followed by a delivery, so each kind has its own entry. */
const entryCause = (input: NotifyInput, channel: string): string => `${input.notificationReason}/${input.causeId}/${channel}`;

/** A message to one channel, on its way. */
interface Sending {
  readonly input: NotifyInput;
  readonly channel: string;
  readonly notification: IncidentNotification;
}

const record = (
  { input, channel, notification }: Sending,
  ports: NotifyPorts,
  kind: Extract<TimelineKind, 'notified' | 'notification_failed'>,
  reason: string,
): Promise<void> =>
  ports.store.record({
    incidentId: input.incidentId,
    at: ports.clock.now(),
    kind,
    causeId: entryCause(input, channel),
    by: 'notify',
    reason,
    detail: {
      channel,
      notificationReason: input.notificationReason,
      recipients: notification.recipients.map(({ name }) => name).join(', '),
    },
  });

/**
 * Whether an earlier attempt finished this delivery. A claim alone does not prove it: its holder may have died before
 * sending, and a page sent twice under one key is better than one never sent.
 */
const wasDelivered = async ({ input, channel, notification }: Sending, { store }: NotifyPorts): Promise<boolean> => {
  if (await store.claimDelivery(notification.key, notification.at)) return false;
  const timeline = await store.timeline(input.incidentId);
  return timeline.some((entry) => entry.kind === 'notified' && entry.causeId === entryCause(input, channel));
};

const send = async (sending: Sending, ports: NotifyPorts): Promise<boolean> => {
  const { input, notification } = sending;
  const channel = ports.channels.get(sending.channel);
  if (channel === undefined) {
    await record(sending, ports, 'notification_failed', `There is no channel ${sending.channel} in the policy.`);
    return false;
  }
  if (await wasDelivered(sending, ports)) return true;
  try {
    await channel.deliver(notification);
  } catch (error) {
    await ports.store.releaseDelivery(notification.key);
    const reason = error instanceof AppError ? error.message : 'The channel failed in a way it should not.';
    ports.log.warn('notification failed', { channel: sending.channel, incidentId: input.incidentId, reason });
    await record(sending, ports, 'notification_failed', reason);
    return false;
  }
  await record(sending, ports, 'notified', input.text);
  return true;
};

/** Somebody takes care: the messages that called for it are answered. */
const markAnswered = async (incident: Incident, { store, clock }: NotifyPorts): Promise<void> => {
  for (const delivery of await store.deliveries(`incident/${incident.id}`))
    if (delivery.state === 'sent' || delivery.state === 'delivered')
      await store.putDelivery({ ...delivery, state: 'answered', at: clock.now() });
};

/**
 * Delivers to every channel, to whom it reaches now. NotFoundError for an unknown incident; UpstreamError when no channel at all has the
 * message, so that the workflow tries again; a partial delivery succeeds and is on record.
 */
export const notify = async (input: NotifyInput, ports: NotifyPorts, settings: NotifySettings): Promise<NotifyOutput> => {
  const incident = await knownIncident(ports.store, input.incidentId);
  if (input.notificationReason === 'acknowledged') await markAnswered(incident, ports);
  const addressed = recipientsOf(input.recipients, settings.people);
  const recipients = await reached(addressed, input, incident, ports, settings.people);
  // Nobody in particular is a channel as a whole; somebody, who hears it later, is not.
  if (addressed.length > 0 && recipients.length === 0) return { delivered: 0, failed: 0 };
  const now = ports.clock.now();
  let delivered = 0;
  for (const channel of new Set(input.channels)) {
    const notification = notificationOf(input, incident, recipients, channel, now, settings);
    if (await send({ input, channel, notification }, ports)) delivered += 1;
  }
  const failed = new Set(input.channels).size - delivered;
  if (delivered === 0 && failed > 0) throw new UpstreamError('No channel has the message.', { reason: 'nothing_delivered' });
  return { delivered, failed };
};
