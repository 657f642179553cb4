/** A notification as a CloudEvent, version 1.0, in structured mode (https://github.com/cloudevents/spec [D]). */
import type { Notification } from '#kernel/channel.ts';

const subjectOf = (notification: Notification): string => {
  if (notification.kind === 'incident') return notification.incident.id;
  return notification.kind === 'group' ? notification.groupKey : (notification.recipients[0]?.name ?? notification.key);
};

/** Lower-case letters, digits, `_` and dots, whatever the reason's own words. */
const typeOf = ({ kind, notificationReason }: Notification): string =>
  `streamwarden.${kind}.${notificationReason.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;

/** `data` is the notification itself, people by name. */
export const cloudEvent = (notification: Notification, receiver: string) => {
  const { kind: _kind, key, at, ...data } = notification;
  return {
    specversion: '1.0',
    id: key,
    source: `/streamwarden/channels/${receiver}`,
    type: typeOf(notification),
    subject: subjectOf(notification),
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { ...data, recipients: notification.recipients.map(({ name }) => name) },
  };
};
