/** The events of a request to HEC's event endpoint: JSON objects one after another. */
import { InputError } from '#kernel/errors.ts';
import { checkJsonSize, isObject, type JsonObject, parseJsonText } from '#kernel/reading/json.ts';
import { jsonTexts } from '#kernel/reading/json-sequence.ts';
import { createTally, ItemRefused, partCounter } from '#kernel/reading/tally.ts';
import type { Decoded } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { EventRefused, HecError } from './hec-answers.ts';
import { logEvent } from './log-event.ts';
import { resourceMaker } from './metadata.ts';
import { isMetric, metricEvent } from './metric-event.ts';

const checked = (value: unknown): JsonObject => {
  if (!isObject(value)) throw new EventRefused(6);
  const { event, fields } = value;
  if (event === undefined || event === null) throw new EventRefused(12);
  if (typeof event === 'string' && event.trim() === '') throw new EventRefused(13);
  if (fields !== undefined && fields !== null && !isObject(fields)) throw new EventRefused(15);
  return value;
};

const codeOf = (error: ItemRefused) => (error instanceof EventRefused ? error.code : 6);

const parsed = (text: string, number: number): unknown => {
  try {
    return parseJsonText(text);
  } catch (cause) {
    // Where one value ends is no longer known, so nothing behind it can be read; what was before is sent again with it.
    if (cause instanceof InputError && cause.reason === 'malformed') throw new HecError(6, number, cause);
    throw cause;
  }
};

/** Signals of the events that can be used. HecError of the first that cannot, where there is none or where one is not JSON. */
export const readEvents = (body: Uint8Array): Decoded => {
  checkJsonSize(body);
  const tally = createTally();
  const part = partCounter();
  const resourceOf = resourceMaker();
  const signals: Signal[] = [];
  let first: HecError | undefined;
  let number = 0;

  const readEvent = (value: unknown): void => {
    part();
    try {
      const item = checked(value);
      const resource = resourceOf(item, item['fields']);
      if (isMetric(item)) for (const metric of metricEvent(item, resource, part)) signals.push(metric);
      else signals.push(logEvent(item, resource, part));
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      tally.refuse(error.message);
      first ??= new HecError(codeOf(error), number);
    }
    number += 1;
  };

  for (const text of jsonTexts(body)) {
    const value = parsed(text, number);
    // Lists of events are not documented, but senders write them.
    for (const item of Array.isArray(value) ? value : [value]) readEvent(item);
  }
  if (number === 0) throw new HecError(5);
  if (signals.length === 0 && first !== undefined) throw first;
  return { signals, rejected: tally.rejections() };
};
