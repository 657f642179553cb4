/** What alert events and change events have in common. The routing key is a secret: nothing here reads it. */
import { isObject, type JsonObject, plainAttributes, plainValue } from '#kernel/reading/json.ts';
import { rfc3339Nanos, signalTime } from '#kernel/reading/rfc3339.ts';
import type { Attributes } from '#kernel/resource.ts';
import { payloadOf } from './validity.ts';

/** A member as text; empty where it is none. */
export const text = (object: JsonObject, name: string): string => {
  const value = object[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};

/** The payload's timestamp; 0 where it is absent or no time, which PagerDuty passes over too. */
export const timeOf = (event: JsonObject): bigint => signalTime(rfc3339Nanos(text(payloadOf(event), 'timestamp')) ?? 0n);

/** Custom details by name; a text that is no object is named `details`. */
export const detailsOf = (event: JsonObject, part: () => void): Attributes => {
  const details = payloadOf(event)['custom_details'];
  if (details === undefined || details === null) return {};
  return isObject(details) ? plainAttributes(details, part) : { details: plainValue(details, part) };
};

/** The details that are texts: some of them may be labels that say who is concerned. */
export const detailTexts = (details: Attributes): (readonly [string, string])[] =>
  Object.entries(details).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));

const list = (value: unknown, part: () => void): Attributes[string] | undefined =>
  Array.isArray(value) && value.length > 0 ? plainValue(value, part) : undefined;

/** The address people should open: the client's, else the first link's. */
export const urlOf = (event: JsonObject): string => {
  const { links } = event;
  const first: unknown = Array.isArray(links) ? links[0] : undefined;
  return text(event, 'client_url') || (isObject(first) ? text(first, 'href') : '');
};

export const contextFields = (event: JsonObject, part: () => void): Record<string, Attributes[string] | undefined> => ({
  'pagerduty.client': text(event, 'client'),
  'pagerduty.source': text(payloadOf(event), 'source'),
  'pagerduty.links': list(event['links'], part),
  'pagerduty.images': list(event['images'], part),
});

const hostName = /^[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;

/** `source` is the affected system, "preferably a hostname or FQDN"; `component` a part of it, `group` what it belongs to. */
export const resourceOf = (event: JsonObject): Attributes => {
  const payload = payloadOf(event);
  const source = text(payload, 'source');
  const isHost = source.length <= 253 && hostName.test(source);
  const service = text(payload, 'component') || text(payload, 'group') || (isHost ? '' : source);
  return { ...(isHost && { 'host.name': source }), ...(service !== '' && { 'service.name': service }) };
};
