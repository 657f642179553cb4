/** The signal of an alert event: trigger, acknowledge or resolve. */
import { idFrom } from '#kernel/fingerprint.ts';
import { eventSignal } from '#kernel/reading/event-signal.ts';
import type { JsonObject } from '#kernel/reading/json.ts';
import { resourceFromLabels } from '#kernel/reading/label-resource.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { contextFields, detailsOf, detailTexts, resourceOf, text, timeOf, urlOf } from './fields.ts';
import { payloadOf } from './validity.ts';

/** The key of an event without one. PagerDuty makes a random one; this follows from what is wrong and where, so repetition is one condition. */
const derivedKey = (event: JsonObject): string => {
  const payload = payloadOf(event);
  return idFrom(...['source', 'component', 'group', 'class', 'summary'].map((name) => text(payload, name)));
};

/** The signal of a valid event; ItemRefused past a limit. What is acknowledged goes on: it fires, and `pagerduty.event_action` says the rest. */
export const alertEventSignal = (event: JsonObject, part: () => void): EventSignal => {
  const payload = payloadOf(event);
  const action = text(event, 'event_action');
  const key = text(event, 'dedup_key') || derivedKey(event);
  const summary = text(payload, 'summary');
  const details = detailsOf(event, part);
  return eventSignal({
    source: 'pagerduty',
    status: action === 'resolve' ? 'resolved' : 'firing',
    name: text(payload, 'class') || summary || key,
    key,
    timeUnixNano: timeOf(event),
    severityText: text(payload, 'severity'),
    message: summary,
    url: urlOf(event),
    annotations: Object.entries(details),
    fields: {
      'pagerduty.event_action': action,
      'pagerduty.component': text(payload, 'component'),
      'pagerduty.group': text(payload, 'group'),
      'pagerduty.class': text(payload, 'class'),
      ...contextFields(event, part),
    },
    resource: { ...resourceFromLabels(detailTexts(details)), ...resourceOf(event) },
  });
};
