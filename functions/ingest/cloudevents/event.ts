/** The signal of a CloudEvent. */
import { eventSignal, joinKey } from '#kernel/reading/event-signal.ts';
import { plainValue } from '#kernel/reading/json.ts';
import { resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { signalTime } from '#kernel/reading/rfc3339.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { EventSignal } from '#kernel/signal.ts';
import type { Context } from './context.ts';
import { readPlainForm } from './plain-form.ts';

/** The names are semantic conventions' where there are any (https://opentelemetry.io/docs/specs/semconv/registry/attributes/cloudevents/). */
const fieldsOf = (context: Context, rest: unknown, part: () => void): Record<string, Attributes[string] | undefined> => ({
  ...Object.fromEntries(context.extensions.map(([name, value]) => [`cloudevents.${name}`, plainValue(value, part)])),
  'event.id': joinKey(context.source, context.id),
  'cloudevents.event_id': context.id,
  'cloudevents.event_source': context.source,
  'cloudevents.event_type': context.type,
  'cloudevents.event_subject': context.subject,
  'cloudevents.datacontenttype': context.dataContentType,
  'cloudevents.dataschema': context.dataSchema,
  'cloudevents.data': rest === undefined ? undefined : plainValue(rest, part),
});

/** `event.id` is the same for the same event sent again, `event.key` for the same condition. Who names no service is one by its source. */
export const cloudEventSignal = (context: Context, data: unknown, part: () => void): EventSignal => {
  const form = readPlainForm(data, part);
  const named = resourceFromLabels(form.labels)['service.name'] !== undefined;
  return eventSignal({
    source: 'cloudevents',
    status: form.status,
    name: form.name ?? context.type,
    key: form.key ?? joinKey(context.source, context.type, context.subject),
    timeUnixNano: signalTime(context.time),
    severityText: form.severity,
    message: form.message ?? (context.subject === '' ? context.type : `${context.type}: ${context.subject}`),
    url: form.url,
    labels: form.labels,
    annotations: form.annotations,
    fields: fieldsOf(context, form.rest, part),
    resource: named ? {} : { 'service.name': context.source },
  });
};
