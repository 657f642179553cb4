/** Any other event of EventBridge as a signal. */
import { plainValue, textOf } from '#kernel/reading/json.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { resourceOf } from './aws-resource.ts';
import type { Envelope } from './envelope.ts';

/** Resources that are named, in the key too. */
const maxResources = 20;

/** Fields of a detail that are a sentence, the best first. */
const sentences = ['message', 'description', 'reason', 'cause', 'errorMessage', 'statusMessage'];
const states = ['state', 'status', 'state-name'];

const messageOf = ({ detailType, resources, source, detail }: Envelope): string => {
  const state = states.map((name) => textOf(detail[name])).find((text) => text !== '');
  const sentence = sentences.map((name) => textOf(detail[name])).find((text) => text !== '');
  const about = resources[0] ?? source;
  return `${detailType}${state === undefined ? '' : ` (${state})`}: ${sentence ?? about}`;
};

/** What such an event says of good or bad is its sender's secret: it fires, and its detail comes along. */
export const otherSignal = (event: Envelope, part: () => void): EventSignal => {
  const { account, detail, detailType, id, region, source } = event;
  const resources = event.resources.slice(0, maxResources);
  const attributes: AttributeDraft = { 'event.key': [source, detailType, ...resources].join('/'), 'eventbridge.source': source };
  if (id !== '') attributes['eventbridge.id'] = id;
  if (resources.length > 0) attributes['eventbridge.resources'] = resources;
  attributes['eventbridge.detail'] = plainValue(detail, part);
  return {
    kind: 'event',
    timeUnixNano: nanosOfText(event.time),
    resource: resourceOf(account, region),
    attributes,
    source: 'eventbridge',
    name: detailType,
    status: 'firing',
    message: messageOf(event),
  };
};
