/** The console channel: a notification as one structured log line, without its links, which are secrets. */
import type { Channel, Notification } from '#kernel/channel.ts';
import type { Log } from '#kernel/ports.ts';

/** What the line says of its subject, by kind of notification. */
const subjectOf = (notification: Notification): Readonly<Record<string, unknown>> => {
  switch (notification.kind) {
    case 'incident': {
      const { id, title, status, severity, escalationLevel } = notification.incident;
      return { incidentId: id, title, status, severity, escalationLevel };
    }
    case 'group': {
      const { receiver, groupKey, status, groupLabels, alerts, truncatedAlerts } = notification;
      return { receiver, groupKey, status, groupLabels, alerts: alerts.length + truncatedAlerts };
    }
    case 'digest':
      return { heldInAll: notification.heldInAll, held: notification.held };
  }
};

/** A channel that writes to the function's log; it cannot fail. */
export const consoleChannel = (log: Log): Channel => ({
  id: 'console',
  deliver: async (notification) => {
    const { key, notificationReason, recipients, text } = notification;
    log.info('notification', {
      key,
      notificationReason,
      ...subjectOf(notification),
      recipients: recipients.map(({ name }) => name),
      text,
    });
    return {};
  },
});
