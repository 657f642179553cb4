/** collectd's `write_http` plugin: values as JSON, `PUTVAL` lines or for KairosDB, and notifications. */
import { countingAnswers } from '#kernel/reading/answers.ts';
import { isObject, parseJson } from '#kernel/reading/json.ts';
import { createTally, decodedOf, ItemRefused, malformed, partCounter, type Tally } from '#kernel/reading/tally.ts';
import type { Decoded, Receiver, ReceiverRequest } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { holdsRates, jsonValueList, kairosValueLists } from './json-values.ts';
import { notificationEvent } from './notification.ts';
import { putvalLists } from './putval.ts';
import { addValueList, createHosts } from './value-list.ts';

/** Reads one item, or counts why it cannot be read. */
type TryRead = (read: () => void) => void;

/** Parts a refused item counts as: an error costs as much as ten items. */
const refusedParts = 10;

const trying =
  (tally: Tally, part: () => void): TryRead =>
  (read) => {
    part();
    try {
      read();
    } catch (error) {
      if (!(error instanceof ItemRefused)) throw error;
      for (let at = 0; at < refusedParts; at += 1) part();
      tally.refuse(error.message);
    }
  };

const readJson = (body: Uint8Array, storeRates: boolean, part: () => void, tryRead: TryRead): Signal[] => {
  const items = parseJson(body);
  if (!Array.isArray(items)) throw malformed('collectd writes a list of value lists or notifications.');
  const hosts = createHosts();
  const signals: Signal[] = [];
  const rates = storeRates || items.some((item) => isObject(item) && holdsRates(item));
  for (const item of items) {
    tryRead(() => {
      if (!isObject(item)) throw new ItemRefused('an item is not an object');
      if ('labels' in item) signals.push(notificationEvent(item, hosts, part));
      else if ('datapoints' in item) for (const list of kairosValueLists(item, part)) addValueList(list, hosts, part, signals);
      else addValueList(jsonValueList(item, rates), hosts, part, signals);
    });
  }
  return signals;
};

const readLines = (body: Uint8Array, part: () => void, tryRead: TryRead): Signal[] => {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const hosts = createHosts();
  const signals: Signal[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') continue;
    tryRead(() => {
      for (const list of putvalLists(line)) addValueList(list, hosts, part, signals);
    });
  }
  return signals;
};

const space = 0x20;

/** The first byte that says something: JSON begins with a bracket whatever the content type says. */
const beginsAsJson = (body: Uint8Array): boolean => {
  const first = body.find((byte) => byte > space);
  return first === 0x5b || first === 0x7b;
};

const decode = ({ body, query }: ReceiverRequest): Decoded => {
  const tally = createTally();
  const part = partCounter();
  const tryRead = trying(tally, part);
  const signals = beginsAsJson(body) ? readJson(body, query['rates'] === 'true', part, tryRead) : readLines(body, part, tryRead);
  return decodedOf(signals, tally);
};

export const collectd = {
  id: 'collectd',
  routes: ['POST /collectd'],
  decode,
  ...countingAnswers(),
} as const satisfies Receiver;
