/** A group's message exactly as Alertmanager's webhook has it, version "4" (its `template.Data` and `webhook.Message` [D]), plus our own fields beside it. */
import type { GroupedAlert, GroupNotification } from '#kernel/channel.ts';
import { notEnded } from './not-ended.ts';

/** Go writes RFC 3339 without a fraction that is zero. */
const time = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');

const alertOf = (alert: GroupedAlert) => ({
  status: alert.status,
  labels: alert.labels,
  annotations: alert.annotations,
  startsAt: time(alert.startsAt),
  endsAt: alert.endsAt === undefined ? notEnded : time(alert.endsAt),
  generatorURL: alert.generatorUrl ?? '',
  fingerprint: alert.fingerprint,
});

/** The JSON body. */
export const groupBody = (notification: GroupNotification) => ({
  receiver: notification.receiver,
  status: notification.status,
  alerts: notification.alerts.map(alertOf),
  groupLabels: notification.groupLabels,
  commonLabels: notification.commonLabels,
  commonAnnotations: notification.commonAnnotations,
  externalURL: '',
  version: '4',
  groupKey: notification.groupKey,
  truncatedAlerts: notification.truncatedAlerts,
  notificationReason: notification.notificationReason,
  key: notification.key,
  recipients: notification.recipients.map(({ name }) => name),
  text: notification.text,
  links: notification.links,
});
