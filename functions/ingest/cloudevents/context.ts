/** The context attributes of a CloudEvent 1.0, whichever way they came (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). */
import type { JsonObject } from '#kernel/reading/json.ts';
import { rfc3339Nanos } from '#kernel/reading/rfc3339.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

export interface Context {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Empty where it is absent, as are the two below. */
  readonly subject: string;
  readonly dataContentType: string;
  readonly dataSchema: string;
  /** Nanoseconds; 0 where it is absent. */
  readonly time: bigint;
  /** Attributes the specification does not know, by name. */
  readonly extensions: readonly (readonly [string, unknown])[];
}

const known = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data', 'data_base64']);

const optional = (attributes: JsonObject, name: string): string => {
  const value = attributes[name];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new ItemRefused(`the attribute ${name} is not a text`);
  return value;
};

const required = (attributes: JsonObject, name: string): string => {
  const text = optional(attributes, name);
  if (text === '') throw new ItemRefused(`the required attribute ${name} is missing or empty`);
  return text;
};

/** The attributes of one event; ItemRefused where a required one is missing, or one is not what it must be. */
export const readContext = (attributes: JsonObject): Context => {
  if (required(attributes, 'specversion') !== '1.0') throw new ItemRefused('specversion is not 1.0');
  const timeText = optional(attributes, 'time');
  const time = timeText === '' ? 0n : rfc3339Nanos(timeText);
  if (time === undefined) throw new ItemRefused('the attribute time is not an RFC 3339 time');
  return {
    id: required(attributes, 'id'),
    source: required(attributes, 'source'),
    type: required(attributes, 'type'),
    subject: optional(attributes, 'subject'),
    dataContentType: optional(attributes, 'datacontenttype'),
    dataSchema: optional(attributes, 'dataschema'),
    time,
    extensions: Object.entries(attributes).filter(([name, value]) => !known.has(name) && value !== null),
  };
};
