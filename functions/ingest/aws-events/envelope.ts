/** EventBridge's envelope (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html), as targets get it and as PutEvents takes it. */
import { InputError } from '#kernel/errors.ts';
import { isObject, type JsonObject, parseJson, textOf } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/** A text within the JSON that is JSON itself; undefined where it is not. Its structure is held to the limits once more. */
export const innerJson = (text: string): unknown => {
  try {
    return parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof InputError && error.reason === 'malformed') return undefined;
    throw error;
  }
};

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** An entry of PutEvents: the same in capitals, its detail a text. */
const fromEntry = (entry: JsonObject): Envelope => {
  const detail = innerJson(textOf(entry['Detail']));
  if (!isObject(detail)) throw new ItemRefused('the Detail of an entry is not a JSON object');
  return {
    id: '',
    source: textOf(entry['Source']),
    detailType: textOf(entry['DetailType']),
    account: '',
    region: '',
    time: textOf(entry['Time']),
    resources: texts(entry['Resources']),
    detail,
  };
};

/** Undefined where it is no event of EventBridge at all; ItemRefused where it is one that cannot be used. */
export const envelopeOf = (value: JsonObject): Envelope | undefined => {
  if (typeof value['DetailType'] === 'string') return fromEntry(value);
  const { source, detail } = value;
  const detailType = value['detail-type'];
  if (Array.isArray(source) || Array.isArray(detailType)) throw new ItemRefused('this is an event pattern, not an event');
  if (typeof source !== 'string' || source === '' || typeof detailType !== 'string' || detailType === '') return undefined;
  if (!isObject(detail)) throw new ItemRefused('the detail of an event is not an object');
  return {
    id: textOf(value['id']),
    source,
    detailType,
    account: textOf(value['account']),
    region: textOf(value['region']),
    time: textOf(value['time']),
    resources: texts(value['resources']),
    detail,
  };
};
