/** The console channel: a notification as one structured log line, without its links, which are secrets. */
import type { Channel, Notification } from '#kernel/channel.ts';
import type { Log } from '#kernel/ports.ts';

/** A channel that writes to the function's log; it cannot fail. */
export const consoleChannel = (log: Log): Channel => ({
  id: 'console',
  deliver: async (notification: Notification): Promise<void> => {
    const { key, notificationReason, incident, recipients, text } = notification;
    log.info('notification', {
      key,
      notificationReason,
      incidentId: incident.id,
      title: incident.title,
      status: incident.status,
      severity: incident.severity,
      escalationLevel: incident.escalationLevel,
      recipients,
      text,
    });
  },
});
