/** An AWS Health event as a signal (https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html). */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import { type AttributeDraft, type Draft, setAttribute } from '#kernel/reading/values.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { partsOfArn, resourceOf } from './aws-resource.ts';
import type { Envelope } from './envelope.ts';

/** Entities that are named; how many there are is always told. A page of Health's holds up to some hundred. */
const maxEntities = 50;
const maxTags = 50;

/** Whoever passes it on: AWS itself, AWS Health Aware, a test's mock source. */
export const isHealth = ({ detail }: Envelope): boolean => textOf(detail['eventArn']) !== '' && textOf(detail['eventTypeCode']) !== '';

/** English where there is a choice; AWS Health Aware sends one description that is no list. */
const descriptionOf = (detail: JsonObject): string => {
  const given = detail['eventDescription'];
  const all = (Array.isArray(given) ? given.slice(0, maxEntities) : [given]).filter(isObject);
  const chosen = all.find(({ language }) => textOf(language).startsWith('en')) ?? all[0];
  return textOf(chosen?.['latestDescription']);
};

const fields = [
  'service',
  'statusCode',
  'eventScopeCode',
  'startTime',
  'endTime',
  'lastUpdatedTime',
  'communicationId',
  'page',
  'totalPages',
];

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const attributesOf = (detail: JsonObject, account: string): AttributeDraft => {
  const arn = textOf(detail['eventArn']);
  const attributes: AttributeDraft = { 'event.key': account === '' ? arn : `${arn}/${account}`, 'aws-health.event_arn': arn };
  for (const field of fields) {
    const value = textOf(detail[field]);
    if (value !== '') attributes[`aws-health.${snakeCase(field)}`] = value;
  }
  const given = detail['affectedEntities'];
  const entities = Array.isArray(given) ? given : [];
  if (entities.length > 0) {
    const named = entities.slice(0, maxEntities).filter(isObject);
    attributes['aws-health.affected_entities'] = named.map((entity) => textOf(entity['entityValue']));
    attributes['aws-health.affected_entity_count'] = entities.length;
    const tags = named.length === 1 && isObject(named[0]?.['tags']) ? Object.entries(named[0]['tags']) : [];
    for (const [name, value] of tags.slice(0, maxTags)) if (typeof value === 'string') setAttribute(attributes, `label.${name}`, value);
  }
  return attributes;
};

/** Open and upcoming events fire, closed ones are resolved. One event of an organisation concerns each account by itself. */
export const healthSignal = ({ account, region, time, detail }: Envelope): EventSignal => {
  const affected = textOf(detail['affectedAccount']);
  const service = textOf(detail['service']);
  // What is passed on by PutEvents has no region of its own; the event's is in its ARN, or `global`.
  const inArn = partsOfArn(textOf(detail['eventArn'])).region;
  const where = textOf(detail['eventRegion']) || textOf(detail['region']) || region || (inArn === 'global' ? '' : inArn);
  const signal: Draft<EventSignal> = {
    kind: 'event',
    timeUnixNano: nanosOfText(time),
    resource: resourceOf(affected || account, where, new Map(), service === '' ? '' : `AWS/${service}`),
    attributes: attributesOf(detail, affected),
    source: 'aws-health',
    name: textOf(detail['eventTypeCode']),
    status: detail['statusCode'] === 'closed' ? 'resolved' : 'firing',
  };
  const category = textOf(detail['eventTypeCategory']);
  if (category !== '') signal.severityText = category;
  const message = descriptionOf(detail);
  if (message !== '') signal.message = message;
  return signal;
};
