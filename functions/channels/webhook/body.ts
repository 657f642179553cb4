/** The webhook's body by kind of notification: Alertmanager's format with our own fields beside it. */
import type { DigestNotification, Notification } from '#kernel/channel.ts';
import { groupBody } from './group-body.ts';
import { incidentBody } from './incident-body.ts';

/** A digest has no alerts of its own, so it has only our fields. */
const digestBody = ({ notificationReason, key, recipients, text, links, held, heldInAll }: DigestNotification, receiver: string) => ({
  version: '4',
  receiver,
  notificationReason,
  key,
  recipients: recipients.map(({ name }) => name),
  text,
  links,
  digest: { held, heldInAll },
});

/** The JSON body of a notification. */
export const webhookBody = (notification: Notification, receiver: string): Readonly<Record<string, unknown>> => {
  switch (notification.kind) {
    case 'incident':
      return incidentBody(notification, receiver);
    case 'group':
      return groupBody(notification);
    case 'digest':
      return digestBody(notification, receiver);
  }
};
