/** Grafana's webhook contact point: Alertmanager's notification with values and links (https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/). */
import { isObject, type JsonObject, parseJson, plainAttributes } from '#kernel/reading/json.ts';
import { alertSignal, groupText, readPostedAlert } from '#kernel/reading/posted-alert.ts';
import { ItemRefused, malformed, partCounter, readItems, type Tally } from '#kernel/reading/tally.ts';
import { textField } from '#kernel/reading/text-map.ts';
import type { Signal } from '#kernel/signal.ts';
import { readLegacy } from './legacy.ts';

/** What Grafana says of an alert beyond Alertmanager's fields. Values are by expression, `{"B": 44.2}`; null where there is no data. */
const ownFields = (alert: JsonObject, part: () => void) => ({
  'grafana.values': isObject(alert['values']) ? plainAttributes(alert['values'], part) : undefined,
  'grafana.value_string': textField(alert['valueString'], 'valueString'),
  'grafana.dashboard_url': textField(alert['dashboardURL'], 'dashboardURL'),
  'grafana.panel_url': textField(alert['panelURL'], 'panelURL'),
  'grafana.silence_url': textField(alert['silenceURL'], 'silenceURL'),
  'grafana.image_url': textField(alert['imageURL'], 'imageURL'),
  'grafana.rule_uid': textField(alert['ruleUID'], 'ruleUID'),
});

/** The signals of a notification, one an alert; one in all where it is of a Grafana before unified alerting, or without its alerts. */
export const readNotification = (body: Uint8Array, tally: Tally): Signal[] => {
  const notification = parseJson(body);
  if (!isObject(notification)) throw malformed('This is not a notification of Grafana: a JSON object is expected.');
  const part = partCounter();
  const { alerts } = notification;
  if (alerts === undefined || alerts === null) return readItems([notification], tally, () => readLegacy(notification, part));
  if (!Array.isArray(alerts)) throw malformed('alerts is not a list.');
  const fields = {
    'grafana.receiver': groupText(notification['receiver']),
    'grafana.org_id': groupText(notification['orgId']),
    'grafana.group_key': groupText(notification['groupKey']),
    'grafana.external_url': groupText(notification['externalURL']),
  };
  return readItems(alerts, tally, (item) => {
    const alert = readPostedAlert(item, part);
    const { status } = alert.given;
    if (status !== 'firing' && status !== 'resolved') throw new ItemRefused('status is neither firing nor resolved');
    return alertSignal(alert, { source: 'grafana', status, fields: { ...fields, ...ownFields(alert.given, part) } });
  });
};
