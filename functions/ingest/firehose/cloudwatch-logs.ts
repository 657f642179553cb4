/** A CloudWatch Logs subscription (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html) as log signals. */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { ItemRefused, type Tally, tallied } from '#kernel/reading/tally.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';
import { nanosOfMillis } from './delivery.ts';

export const isSubscription = (value: JsonObject): boolean =>
  (value['messageType'] === 'DATA_MESSAGE' || value['messageType'] === 'CONTROL_MESSAGE') && typeof value['logGroup'] === 'string';

/** Log groups that AWS names after what writes into them. */
const functionOf = (group: string): string => /^\/aws\/lambda\/([\w-]{1,140})$/.exec(group)?.[1] ?? '';

const resourceOf = (value: JsonObject, common: Attributes): { readonly attributes: Attributes } => {
  const attributes: AttributeDraft = {};
  const group = textOf(value['logGroup']);
  const stream = textOf(value['logStream']);
  const owner = textOf(value['owner']);
  const name = functionOf(group);
  if (owner !== '') attributes['cloud.account.id'] = owner;
  if (group !== '') attributes['aws.log.group.names'] = [group];
  if (stream !== '') attributes['aws.log.stream.names'] = [stream];
  if (name !== '') {
    attributes['faas.name'] = name;
    if (common['service.name'] === undefined) attributes['service.name'] = name;
  }
  return { attributes: { ...common, ...attributes } };
};

/** The log events of one message. CONTROL_MESSAGE is CloudWatch asking whether anybody is there: it holds none. */
export const readSubscription = (
  value: JsonObject,
  common: Attributes,
  push: (signal: Signal) => void,
  tally: Tally,
  part: () => void,
): void => {
  if (value['messageType'] === 'CONTROL_MESSAGE') return;
  const events = value['logEvents'];
  if (!Array.isArray(events)) throw new ItemRefused('a message of CloudWatch Logs has no logEvents');
  const resource = resourceOf(value, common);
  for (const event of events) {
    part();
    tallied(tally, () => {
      if (!isObject(event) || typeof event['message'] !== 'string') throw new ItemRefused('a log event of CloudWatch Logs has no message');
      const id = textOf(event['id']);
      push({
        kind: 'log',
        timeUnixNano: nanosOfMillis(event['timestamp']),
        resource,
        attributes: id === '' ? {} : { 'log.record.uid': id },
        severityNumber: 0,
        body: event['message'].replace(/\r?\n$/, ''),
      });
    });
  }
};
