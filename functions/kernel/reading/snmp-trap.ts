/** SNMP notifications as Telegraf's `snmp_trap` input writes them: a point named by the trap, its variables as fields. */
import type { Resource } from '#kernel/resource.ts';
import type { EventSignal, LogSignal } from '#kernel/signal.ts';
import { eventSignal, joinKey } from './event-signal.ts';
import type { PointDraft } from './points.ts';
import { type AttributeDraft, setAttribute } from './values.ts';

/** Tags and variables a notification may have: one datagram holds hardly as many. */
export const maxTrapVariables = 400;

/** OpenTelemetry's number of WARN. */
const warn = 13;

/** Of the notifications every agent has (RFC 3418, RFC 2863), those that tell of trouble beyond a link's: a restart, a stranger at the door. */
const troubling: ReadonlySet<string> = new Set(['coldStart', 'warmStart', 'authenticationFailure', 'egpNeighborLoss']);

type Values = ReadonlyMap<string, number | boolean | string>;

/** A variable by name, whichever instance it is of: `ifIndex.3` is an `ifIndex`. */
const variable = (values: Values, ...names: readonly string[]): string => {
  for (const [field, value] of values) if (names.includes(field.replace(/\.[\d.]+$/, ''))) return String(value);
  return '';
};

/** The tags that are the notification's own. */
const own: ReadonlySet<string> = new Set(['name', 'mib', 'oid', 'version', 'context_name', 'engine_id']);

/** Every tag but those about the sender, and every variable. The community is a password, and kept nowhere. */
const attributesOf = ({ tagKeys, tagValues, tagCount }: PointDraft, values: Values): AttributeDraft => {
  const attributes: AttributeDraft = {};
  for (let at = 0; at < tagCount; at += 1) {
    const key = tagKeys[at] as string;
    if (key !== 'community' && key !== 'source') setAttribute(attributes, own.has(key) ? `snmp.trap.${key}` : key, tagValues[at] as string);
  }
  for (const [name, value] of values) setAttribute(attributes, `snmp.${name}`, value);
  return attributes;
};

/** A link that goes down is a condition, and ends when it comes up again; nothing else in SNMP says what it ends. */
const linkSignal = (point: PointDraft, up: boolean, resource: Resource, values: Values): EventSignal => {
  const device = String(resource.attributes['host.name'] ?? '');
  const index = variable(values, 'ifIndex');
  const name = variable(values, 'ifName', 'ifDescr') || index;
  const attributes = attributesOf(point, values);
  if (name !== '') setAttribute(attributes, 'network.interface.name', name);
  return eventSignal({
    source: 'snmp',
    name: 'linkDown',
    key: joinKey(device, 'link', index || name),
    status: up ? 'resolved' : 'firing',
    timeUnixNano: point.time,
    severityText: 'warning',
    message: `Interface ${name} of ${device} is ${up ? 'up' : 'down'}.`,
    fields: attributes,
    resource: resource.attributes,
  });
};

/** A notification: an event where it is about a link, else a log record named after it. */
export const trapSignal = (point: PointDraft, resource: Resource): EventSignal | LogSignal => {
  const { tagKeys, tagValues, tagCount, fieldKeys, fieldValues, fieldCount } = point;
  const values: Values = new Map(fieldKeys.slice(0, fieldCount).map((key, at) => [key, fieldValues[at] as number | boolean | string]));
  const at = tagKeys.slice(0, tagCount).indexOf('name');
  const name = (at === -1 ? undefined : tagValues[at]) ?? 'trap';
  if (name === 'linkDown' || name === 'linkUp') return linkSignal(point, name === 'linkUp', resource, values);
  const said = variable(values, 'severity');
  return {
    kind: 'log',
    timeUnixNano: point.time,
    resource,
    attributes: attributesOf(point, values),
    severityNumber: troubling.has(name) ? warn : 0,
    ...(said !== '' && { severityText: said }),
    body: `${name} ${[...values].map(([field, value]) => `${field}=${value}`).join(' ')}`,
    eventName: name,
  };
};
