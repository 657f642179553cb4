/** One Event as a signal (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/). */
import { isObject, type JsonObject, textOf } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { nanosOfText } from '#kernel/reading/time-text.ts';
import { type AttributeDraft, type Draft, setAttribute } from '#kernel/reading/values.ts';
import type { AttributeValue } from '#kernel/resource.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { type InvolvedObject, involvedObjectOf, resourceOf } from './involved-object.ts';

/** Labels and annotations an exporter may add; more than any object sensibly has. */
const maxLabels = 128;

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The whole object once more, secrets of its environment included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** When it happened last: a series' last time, then the exact `eventTime`, then what older reporters write in seconds. */
const timeOf = (event: JsonObject): bigint => {
  const series = objectOf(event['series']);
  const metadata = objectOf(event['metadata']);
  const given = [
    series['lastObservedTime'],
    event['lastTimestamp'],
    event['deprecatedLastTimestamp'],
    event['eventTime'],
    event['firstTimestamp'],
    event['deprecatedFirstTimestamp'],
    metadata['creationTimestamp'],
  ];
  for (const text of given) {
    const time = nanosOfText(text);
    if (time !== 0n) return time;
  }
  return 0n;
};

/** The condition: which object has it, and which reason. Reasons of two containers in a pod are two conditions. */
const keyOf = ({ kind, namespace, name, container }: InvolvedObject, cluster: string, reason: string): string =>
  [...(cluster === '' ? [] : [cluster]), kind, namespace, container === '' ? name : `${name}{${container}}`, reason].join('/');

const addLabels = (attributes: AttributeDraft, prefix: string, labels: unknown): void => {
  const entries = Object.entries(objectOf(labels));
  if (entries.length > maxLabels) throw new ItemRefused(`more than ${maxLabels} labels or annotations`);
  for (const [name, value] of entries)
    if (typeof value === 'string' && name !== lastApplied) setAttribute(attributes, `${prefix}.${name}`, value);
};

const attributesOf = (event: JsonObject, object: InvolvedObject, reason: string): AttributeDraft => {
  const attributes: AttributeDraft = { 'event.key': keyOf(object, textOf(event['clusterName']), reason) };
  const set = (name: string, value: unknown): void => {
    const scalar = typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && value !== '';
    if (scalar) attributes[name] = value as AttributeValue;
  };
  const metadata = objectOf(event['metadata']);
  const source = objectOf(event['source'] ?? event['deprecatedSource']);
  set('k8s.object.kind', object.kind);
  set('k8s.object.name', object.name);
  set('k8s.object.uid', object.uid);
  set('k8s.object.api_version', object.given['apiVersion']);
  set('k8s.object.fieldpath', object.given['fieldPath']);
  set('k8s.event.name', metadata['name']);
  set('k8s.event.uid', metadata['uid']);
  set('k8s.event.action', event['action']);
  set('k8s.event.count', objectOf(event['series'])['count'] ?? event['count'] ?? event['deprecatedCount']);
  set('k8s.event.first_time', event['firstTimestamp'] ?? event['deprecatedFirstTimestamp'] ?? event['eventTime']);
  const reporter = [event['reportingComponent'], event['reportingController'], source['component']];
  set(
    'k8s.event.reporter',
    reporter.find((name) => textOf(name) !== ''),
  );
  addLabels(attributes, 'label', object.given['labels']);
  addLabels(attributes, 'annotation', object.given['annotations']);
  return attributes;
};

/** ItemRefused where it is no Event, or says neither what it is about nor why. */
export const readEvent = (event: JsonObject): EventSignal => {
  const { kind } = event;
  if (kind !== undefined && kind !== '' && kind !== 'Event') throw new ItemRefused('an object of another kind than Event');
  const reason = textOf(event['reason']);
  if (reason === '') throw new ItemRefused('an Event needs a reason');
  const object = involvedObjectOf(event);
  const signal: Draft<EventSignal> = {
    kind: 'event',
    timeUnixNano: timeOf(event),
    resource: { attributes: resourceOf(object, event) },
    attributes: attributesOf(event, object, reason),
    source: 'kubernetes',
    name: reason,
    status: 'firing',
  };
  const severity = textOf(event['type']);
  if (severity !== '') signal.severityText = severity;
  const message = textOf(event['message']) || textOf(event['note']);
  if (message !== '') signal.message = message;
  return signal;
};
