/** What Grafana sent before its unified alerting (to version 8, on request to 10): one dashboard alert a request. */

import { eventSignal, joinKey } from '#kernel/reading/event-signal.ts';
import { isObject, type JsonObject, plainValue } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { textField, textMap } from '#kernel/reading/text-map.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { EventSignal } from '#kernel/signal.ts';

/** `[Alerting] CPU is high` without the state, which changes while the alert stays the same. */
const withoutState = (title: string): string => {
  const end = title.startsWith('[') ? title.indexOf(']') : -1;
  return end === -1 || end > 100 ? title : title.slice(end + 1).trim();
};

const isOver = (state: string): boolean => state === 'ok' || state === 'resolved' || state === 'normal';

/** The tags of the alert, and of the first series it looked at. */
const tagsOf = (alert: JsonObject, part: () => void): Map<string, string> => {
  const matches = alert['evalMatches'];
  const first: unknown = Array.isArray(matches) ? matches[0] : undefined;
  return new Map([...(isObject(first) ? textMap(first['tags'], 'tags', part) : []), ...textMap(alert['tags'], 'tags', part)]);
};

const optional = (value: unknown, part: () => void): Attributes[string] | undefined =>
  value === undefined || value === null ? undefined : plainValue(value, part);

/** The signal of a body without a list of alerts; ItemRefused where it speaks of no alert. */
export const readLegacy = (alert: JsonObject, part: () => void): EventSignal => {
  const title = textField(alert['title'], 'title');
  const ruleId = textField(alert['ruleId'], 'ruleId');
  const name = textField(alert['ruleName'], 'ruleName') || withoutState(title);
  const state = textField(alert['state'], 'state') || textField(alert['status'], 'status');
  if (name === '' || state === '') throw new ItemRefused('an alert has no name or state');
  const tags = tagsOf(alert, part);
  const orgId = textField(alert['orgId'], 'orgId');
  return eventSignal({
    source: 'grafana',
    status: isOver(state.toLowerCase()) ? 'resolved' : 'firing',
    name,
    key: ruleId === '' ? joinKey('title', orgId, name) : joinKey('rule', orgId, ruleId),
    timeUnixNano: 0n,
    severityText: tags.get('severity'),
    message: textField(alert['message'], 'message') || title,
    url: textField(alert['ruleUrl'], 'ruleUrl') || textField(alert['externalURL'], 'externalURL'),
    labels: tags,
    fields: {
      'grafana.state': state,
      'grafana.title': title,
      'grafana.org_id': orgId,
      'grafana.image_url': textField(alert['imageUrl'], 'imageUrl'),
      'grafana.eval_matches': optional(alert['evalMatches'], part),
    },
  });
};
