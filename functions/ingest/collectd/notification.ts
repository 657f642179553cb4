/** collectd's notifications: alerts in the form of Alertmanager's old API, without an end (format_json_notification). */
import { eventSignal } from '#kernel/reading/event-signal.ts';
import { labelFingerprint } from '#kernel/reading/label-fingerprint.ts';
import { readPostedAlert } from '#kernel/reading/posted-alert.ts';
import { signalTime } from '#kernel/reading/rfc3339.ts';
import type { EventSignal } from '#kernel/signal.ts';
import type { Hosts } from './value-list.ts';

/** The event of a notification: `OKAY` ends the condition that its other labels name. ItemRefused where it is none. */
export const notificationEvent = (value: unknown, hosts: Hosts, part: () => void): EventSignal => {
  const { labels, annotations, startsAt } = readPostedAlert(value, part);
  const severity = labels.get('severity');
  const identity = new Map(labels);
  identity.delete('severity');
  const event = eventSignal({
    source: 'collectd',
    name: labels.get('alertname') ?? 'notification',
    key: labelFingerprint(identity),
    status: severity === 'OKAY' ? 'resolved' : 'firing',
    timeUnixNano: signalTime(startsAt ?? 0n),
    severityText: severity,
    message: annotations.get('summary'),
    labels,
    annotations,
  });
  // `instance` is the host, and `service` says `collectd` of every host there is.
  return { ...event, resource: hosts(labels.get('instance') ?? '') };
};
