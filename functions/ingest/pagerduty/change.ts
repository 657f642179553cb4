/** The signal of a change event: something was deployed or configured. Nothing is wrong, so it is a log record. */
import type { JsonObject } from '#kernel/reading/json.ts';
import { resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import { type AttributeDraft, setAttribute, tooManyAttributes } from '#kernel/reading/values.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { contextFields, detailsOf, detailTexts, resourceOf, text, timeOf, urlOf } from './fields.ts';
import { payloadOf } from './validity.ts';

/** OpenTelemetry's INFO. */
const info = 9;

/** The signal of a valid change event; ItemRefused past a limit. */
export const changeSignal = (event: JsonObject, part: () => void): LogSignal => {
  const details = detailsOf(event, part);
  const attributes: AttributeDraft = {};
  for (const [name, value] of Object.entries(details)) setAttribute(attributes, `annotation.${name}`, value);
  for (const [name, value] of Object.entries({ 'event.url': urlOf(event), ...contextFields(event, part) }))
    if (value !== undefined && value !== '') attributes[name] = value;
  if (Object.keys(attributes).length > maxAttributes) throw tooManyAttributes();
  return {
    kind: 'log',
    timeUnixNano: timeOf(event),
    resource: { attributes: { ...resourceFromLabels(detailTexts(details)), ...resourceOf(event) } },
    attributes,
    severityNumber: info,
    body: text(payloadOf(event), 'summary'),
    eventName: 'pagerduty.change',
  };
};
