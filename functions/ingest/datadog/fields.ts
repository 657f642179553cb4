/**
 * Finds the documented variables in a body that somebody's template made (https://docs.datadoghq.com/integrations/webhooks/#variables).
 *
 * People call them as they like: `ALERT_TRANSITION`, `alert_transition`, `alertTransition` and `{"alert": {"transition": …}}` are one.
 */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

/** Where each is looked for, the best first. The variables of people (`$USER`, `$EMAIL`) are not read. */
const names = {
  title: ['eventtitle', 'title', 'alerttitle'],
  text: ['textonlymsg', 'body', 'eventmsg', 'eventmessage', 'text', 'message', 'msg', 'description'],
  transition: ['alerttransition', 'transition'],
  state: ['alertstate', 'state', 'status', 'alertstatus'],
  alertType: ['alerttype'],
  eventType: ['eventtype'],
  eventId: ['id', 'eventid'],
  alertId: ['alertid', 'monitorid'],
  scope: ['alertscope', 'scope', 'scopes'],
  aggregKey: ['aggregkey', 'aggregationkey'],
  cycleKey: ['alertcyclekey', 'cyclekey'],
  date: ['date', 'timestamp'],
  lastUpdated: ['lastupdated'],
  host: ['hostname', 'host'],
  link: ['link', 'url', 'alerturl'],
  snapshot: ['snapshot', 'snapshoturl'],
  tags: ['tags', 'alerttags'],
  severity: ['severity'],
  alertPriority: ['alertpriority'],
  priority: ['priority'],
  metric: ['alertmetric', 'metric'],
  query: ['alertquery', 'query'],
  alertStatus: ['alertstatus'],
  orgId: ['orgid'],
  orgName: ['orgname', 'org'],
} as const;

type Field = keyof typeof names;
export type Fields = Readonly<Record<Field, string>>;

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const scalarText = (value: unknown): string => {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text !== 'null' && !/^\$[A-Z_]+$/.test(text) ? text.trim() : '';
};

/** A value as text, a list of them with commas. What Datadog left empty, or did not know and left standing (`$TEAM`), counts as absent. */
const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(scalarText).join(',') : scalarText(value));

/** Texts by plain name; members of objects are named after both. */
const flattened = (body: JsonObject): Map<string, string> => {
  const found = new Map<string, string>();
  const note = (name: string, value: unknown): void => {
    if (found.size >= maxAttributes) throw new ItemRefused(`more than ${maxAttributes} fields`);
    const text = textOf(value);
    if (text !== '' && !found.has(name)) found.set(name, text);
  };
  for (const [name, value] of Object.entries(body)) if (!isObject(value)) note(plainName(name), value);
  for (const [name, value] of Object.entries(body)) {
    if (!isObject(value)) continue;
    for (const [inner, text] of Object.entries(value)) if (!isObject(text)) note(plainName(name) + plainName(inner), text);
  }
  return found;
};

/** Every field, empty where it is absent; ItemRefused for more members than anybody's template has. */
export const readFields = (body: JsonObject): Fields => {
  const found = flattened(body);
  const entries = Object.entries(names).map(([field, places]) => [
    field,
    places.map((place) => found.get(place)).find((text) => text !== undefined) ?? '',
  ]);
  return Object.fromEntries(entries) as Record<Field, string>;
};
