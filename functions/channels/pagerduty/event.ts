/** A notification as an event of PagerDuty's Events API v2. */

import type { Wording } from '#channels/wording.ts';
import type { Notification } from '#kernel/channel.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { readableText } from '#kernel/readable-text.ts';

/** PagerDuty's bounds in characters [D: developer.pagerduty.com, PD-CEF]. */
const bounds = { summary: 1_024, dedupKey: 255, links: 20 };

const subjectOf = (notification: Notification): string => {
  if (notification.kind === 'incident') return notification.incident.id;
  return notification.kind === 'group' ? notification.groupKey : notification.key;
};

/** What the event is about: an incident or group has one key from trigger to resolve. */
export const dedupKeyOf = (notification: Notification): string => {
  const subject = subjectOf(notification);
  return subject.length <= bounds.dedupKey ? subject : `${notification.kind}-${idFrom(subject)}`;
};

const actionOf = (notification: Notification): 'trigger' | 'acknowledge' | 'resolve' => {
  if (notification.kind === 'digest') return 'trigger';
  if (notification.kind === 'group') return notification.status === 'resolved' ? 'resolve' : 'trigger';
  const { status } = notification.incident;
  if (status === 'resolved') return 'resolve';
  return status === 'acknowledged' ? 'acknowledge' : 'trigger';
};

/** PagerDuty knows `error` between critical and warning; a group says it by its own label, if at all. */
const severityOf = (notification: Notification): 'critical' | 'error' | 'warning' | 'info' => {
  if (notification.kind === 'incident') return notification.incident.severity;
  if (notification.kind === 'digest') return 'info';
  const severity = notification.commonLabels['severity'];
  return severity === 'critical' || severity === 'warning' || severity === 'info' ? severity : 'error';
};

const detailsOf = (notification: Notification): Readonly<Record<string, unknown>> => {
  switch (notification.kind) {
    case 'incident': {
      const { id, status, escalationLevel, labels } = notification.incident;
      return { incident: id, status, escalationLevel, labels };
    }
    case 'group':
      return {
        groupLabels: notification.groupLabels,
        commonAnnotations: notification.commonAnnotations,
        alerts: notification.alerts.slice(0, 20).map(({ status, labels }) => ({ status, labels })),
        alertsInAll: notification.alerts.length + notification.truncatedAlerts,
      };
    case 'digest':
      return { held: notification.held.slice(-20), heldInAll: notification.heldInAll };
  }
};

const sourceOf = (notification: Notification): string => {
  const labels =
    notification.kind === 'incident' ? notification.incident.labels : notification.kind === 'group' ? notification.commonLabels : {};
  return readableText(labels['service.name'] ?? labels['instance'] ?? labels['service'] ?? '', 200) || 'streamwarden';
};

/** The body of `POST /v2/enqueue`. An acknowledgement or resolution needs no payload. */
export const pagerdutyEvent = (notification: Notification, { title, text }: Wording, routingKey: string) => {
  const event = { routing_key: routingKey, event_action: actionOf(notification), dedup_key: dedupKeyOf(notification) };
  if (event.event_action !== 'trigger') return event;
  return {
    ...event,
    client: 'streamwarden',
    payload: {
      summary: readableText(`${title}: ${text}`, bounds.summary),
      source: sourceOf(notification),
      severity: severityOf(notification),
      timestamp: new Date(notification.at).toISOString(),
      group: notification.kind === 'group' ? readableText(notification.receiver, 200) : notification.kind,
      custom_details: {
        ...detailsOf(notification),
        text,
        notificationReason: notification.notificationReason,
        recipients: notification.recipients.map(({ name }) => name),
        key: notification.key,
      },
    },
    links: Object.entries(notification.links)
      .slice(0, bounds.links)
      .map(([label, href]) => ({ href, text: label })),
  };
};
