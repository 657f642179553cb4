/** What PagerDuty's Events API v2 asks of an event, in its words (https://developer.pagerduty.com/docs/events-api-v2-overview). */
import { isObject, type JsonObject } from '#kernel/reading/json.ts';

const actions = new Set<unknown>(['trigger', 'acknowledge', 'resolve']);
const severities = new Set<unknown>(['critical', 'error', 'warning', 'info']);

/** Characters; PagerDuty cuts off longer summaries, and refuses longer keys. */
const longestKey = 255;

const isBlank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/** The payload where it is an object, else an empty one. */
export const payloadOf = (event: JsonObject): JsonObject => (isObject(event['payload']) ? event['payload'] : {});

const blanks = (object: JsonObject, names: readonly string[], prefix = ''): string[] =>
  names.filter((name) => isBlank(object[name])).map((name) => `'${prefix}${name}' is missing or blank`);

const keyErrors = ({ dedup_key: key, event_action: action }: JsonObject): string[] => {
  if (key === undefined || key === null || key === '') return action === 'trigger' ? [] : ["'dedup_key' is missing or blank"];
  if (typeof key !== 'string') return ["'dedup_key' is not a string"];
  return key.length > longestKey ? [`'dedup_key' is longer than ${longestKey} characters`] : [];
};

const triggerErrors = (event: JsonObject): string[] => {
  const payload = payloadOf(event);
  const { severity } = payload;
  const errors = blanks(payload, ['summary', 'source', 'severity'], 'payload.');
  if (!isBlank(severity) && !severities.has(severity))
    errors.push("'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')");
  return errors;
};

/** Why an alert event is not valid; empty where it is. No value of it is in these sentences: one is a secret. */
export const eventErrors = (event: JsonObject): string[] => {
  const errors = blanks(event, ['routing_key', 'event_action']);
  const { event_action: action } = event;
  if (isBlank(action)) return errors;
  if (!actions.has(action))
    return [...errors, "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"];
  return [...errors, ...keyErrors(event), ...(action === 'trigger' ? triggerErrors(event) : [])];
};

/** Why a change event is not valid. */
export const changeErrors = (event: JsonObject): string[] => [
  ...blanks(event, ['routing_key']),
  ...blanks(payloadOf(event), ['summary'], 'payload.'),
];
