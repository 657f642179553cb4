/**
 * An incident's message in Alertmanager's webhook format, version "4" (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config [D]),
 * so that what already understands Alertmanager understands us, plus our own fields beside it.
 */
import type { IncidentNotification } from '#kernel/channel.ts';
import { fingerprint } from '#kernel/fingerprint.ts';
import { notEnded } from './not-ended.ts';

/** The JSON body. The incident is one alert of it: its labels are the group's, its annotations say what happened. */
export const incidentBody = (notification: IncidentNotification, receiver: string) => {
  const { incident } = notification;
  const { labels: groupLabels, ...own } = incident;
  const resolved = incident.status === 'resolved';
  const status = resolved ? 'resolved' : 'firing';
  const at = new Date(notification.at).toISOString();
  const labels = { alertname: incident.title, ...groupLabels, severity: incident.severity };
  const annotations = { summary: incident.title, description: notification.text };
  return {
    version: '4',
    groupKey: incident.id,
    truncatedAlerts: 0,
    status,
    receiver,
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: '',
    alerts: [
      {
        status,
        labels,
        annotations,
        startsAt: at,
        endsAt: resolved ? at : notEnded,
        generatorURL: '',
        fingerprint: fingerprint({ incident: incident.id }),
      },
    ],
    notificationReason: notification.notificationReason,
    key: notification.key,
    incident: own,
    recipients: notification.recipients.map(({ name }) => name),
    text: notification.text,
    links: notification.links,
  };
};
