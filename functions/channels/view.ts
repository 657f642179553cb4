/** What a template sees of a notification: plain fields, bounded, and nothing of the language below. */
import type { GroupNotification, Notification } from '#kernel/channel.ts';
import { readableText } from '#kernel/readable-text.ts';

/** Items of a list that a template sees, and characters of one value. */
const bounds = { items: 20, value: 1_000 };

const groupTitle = ({ status, alerts, groupLabels, truncatedAlerts }: GroupNotification): string => {
  const firing = alerts.filter((alert) => alert.status === 'firing').length;
  const count = status === 'firing' ? firing + truncatedAlerts : alerts.length + truncatedAlerts;
  const about = Object.values(groupLabels).join(' ');
  return `[${status.toUpperCase()}:${count}]${about === '' ? '' : ` ${about}`}`;
};

/** The message's own title, not escaped. */
export const titleOf = (notification: Notification): string => {
  switch (notification.kind) {
    case 'incident':
      return notification.incident.title;
    case 'group':
      return groupTitle(notification);
    case 'digest':
      return `${notification.heldInAll} ${notification.heldInAll === 1 ? 'message' : 'messages'} held back`;
  }
};

/** A map without a prototype: a template finds in it what is there, and nothing of the language. Dots in names become `_`, as in Prometheus. */
const bare = (entries: Iterable<readonly [string, unknown]>): object => {
  const map = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of entries) map[name.replaceAll(/[^A-Za-z0-9_]/g, '_')] = value;
  return map;
};
/** Text as people read it, bounded. */
export const value = (text: string): string => readableText(text, bounds.value);
const labels = (map: Readonly<Record<string, string>>): object => bare(Object.entries(map).map(([name, text]) => [name, value(text)]));
const labelList = (map: Readonly<Record<string, string>>): readonly object[] =>
  Object.entries(map)
    .slice(0, bounds.items)
    .map(([name, text]) => bare([['name', value(name)] as const, ['value', value(text)] as const]));
const time = (at: number): string => new Date(at).toISOString();
const fields = (object: Readonly<Record<string, unknown>>): object => bare(Object.entries(object));

const ownFields = (notification: Notification): Readonly<Record<string, unknown>> => {
  switch (notification.kind) {
    case 'incident': {
      const { id, status, severity, escalationLevel, labels: map } = notification.incident;
      return { incidentId: id, status, severity, escalationLevel, labels: labels(map), labelList: labelList(map) };
    }
    case 'group': {
      const { receiver, status, groupKey, groupLabels, commonLabels, commonAnnotations, truncatedAlerts, alerts } = notification;
      return {
        ...{ receiver, status, groupKey: value(groupKey), truncatedAlerts },
        ...{ groupLabels: labels(groupLabels), commonLabels: labels(commonLabels), commonAnnotations: labels(commonAnnotations) },
        ...{ labelList: labelList(groupLabels), firing: status === 'firing', resolved: status === 'resolved' },
        alerts: alerts.slice(0, bounds.items).map((alert) =>
          fields({
            ...{ status: alert.status, fingerprint: alert.fingerprint, startsAt: time(alert.startsAt) },
            ...{ endsAt: alert.endsAt === undefined ? '' : time(alert.endsAt), labels: labels(alert.labels) },
            ...{ annotations: labels(alert.annotations), labelList: labelList(alert.labels) },
            ...{ firing: alert.status === 'firing', resolved: alert.status === 'resolved' },
          }),
        ),
      };
    }
    case 'digest':
      return {
        heldInAll: notification.heldInAll,
        held: notification.held
          .slice(-bounds.items)
          .map(({ at, incidentId, title, reason }) => fields({ at: time(at), incidentId, title: value(title), reason: value(reason) })),
      };
  }
};

/** All a template may name; the names are those the policy's schema allows. */
export const viewOf = (notification: Notification): object =>
  fields({
    ...ownFields(notification),
    title: value(titleOf(notification)),
    text: value(notification.text),
    kind: notification.kind,
    notificationReason: notification.notificationReason,
    at: time(notification.at),
    recipients: notification.recipients.slice(0, bounds.items).map(({ name }) => fields({ name: value(name) })),
  });
