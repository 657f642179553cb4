/** Alertmanager's webhook: a notification of a group (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
import { isObject, parseJson } from '#kernel/reading/json.ts';
import { alertSignal, groupText, readPostedAlert } from '#kernel/reading/posted-alert.ts';
import { ItemRefused, malformed, partCounter, readItems, type Tally } from '#kernel/reading/tally.ts';
import type { Signal } from '#kernel/signal.ts';

/** The signals of a notification, one an alert. Versions "3" and "4" differ in nothing that is read. */
export const readNotification = (body: Uint8Array, tally: Tally): Signal[] => {
  const notification = parseJson(body);
  if (!isObject(notification) || !Array.isArray(notification['alerts'])) {
    throw malformed('This is not a notification of Alertmanager: an object with a list of alerts is expected.');
  }
  const part = partCounter();
  const truncated = notification['truncatedAlerts'];
  const fields = {
    'alertmanager.receiver': groupText(notification['receiver']),
    'alertmanager.group_key': groupText(notification['groupKey']),
    'alertmanager.external_url': groupText(notification['externalURL']),
    'alertmanager.notification_reason': groupText(notification['notification_reason']),
    'alertmanager.truncated_alerts': typeof truncated === 'number' && truncated > 0 ? truncated : undefined,
  };
  return readItems(notification['alerts'], tally, (item) => {
    const alert = readPostedAlert(item, part);
    const { status } = alert.given;
    if (status !== 'firing' && status !== 'resolved') throw new ItemRefused('status is neither firing nor resolved');
    return alertSignal(alert, { source: 'alertmanager', status, fields });
  });
};
