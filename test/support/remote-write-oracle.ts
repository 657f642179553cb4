/** What remote write requests mean, by the slow reader and written apart from the receiver: whole messages, maps and big integers. */
import { attributeOf } from '#kernel/reading/label-resource.ts';
import type { Exemplar, MetricData, MetricSignal } from '#kernel/signal.ts';
import { Incomparable, type Message, many, one, readMessage, type Schema, schema } from './protobuf-reader.ts';

const label = schema({ 1: one('name', 'string'), 2: one('value', 'string') });
const span = schema({ 1: one('offset', 'sint32'), 2: one('length', 'uint32') });
const sample = schema({ 1: one('value', 'bytes'), 2: one('timestamp', 'int64'), 3: one('start', 'int64') });
const histogram = schema({
  1: one('countInt', 'uint64', 'count'),
  2: one('countFloat', 'double', 'count'),
  3: one('sum', 'double'),
  4: one('schema', 'sint32'),
  5: one('zeroThreshold', 'double'),
  6: one('zeroInt', 'uint64', 'zero'),
  7: one('zeroFloat', 'double', 'zero'),
  8: many('negativeSpans', () => span),
  9: many('negativeDeltas', 'sint64'),
  10: many('negativeCounts', 'double'),
  11: many('positiveSpans', () => span),
  12: many('positiveDeltas', 'sint64'),
  13: many('positiveCounts', 'double'),
  14: one('hint', 'uint32'),
  15: one('timestamp', 'int64'),
  16: many('bounds', 'double'),
  17: one('start', 'int64'),
});
const exact = (fields: Schema, doubles: Readonly<Record<number, string>>): Schema =>
  new Map([...fields, ...Object.entries(doubles).map(([number, name]) => [Number(number), one(name, 'fixed64')] as const)]);
// Doubles that may be a stale marker are read by their bits: a NaN keeps none of them as a number.
const sampleBits = exact(sample, { 1: 'value' });
const histogramBits = exact(histogram, { 3: 'sum' });

const series1 = schema({
  1: many('labels', () => label),
  2: many('samples', () => sampleBits),
  3: many('exemplars', () => schema({ 1: many('labels', () => label), 2: one('value', 'double'), 3: one('timestamp', 'int64') })),
  4: many('histograms', () => histogramBits),
});
const request1 = schema({
  1: many('timeseries', () => series1),
  3: many('metadata', () =>
    schema({ 1: one('type', 'uint32'), 2: one('family', 'string'), 4: one('help', 'string'), 5: one('unit', 'string') }),
  ),
});
const series2 = schema({
  1: many('references', 'uint32'),
  2: many('samples', () => sampleBits),
  3: many('histograms', () => histogramBits),
  4: many('exemplars', () => schema({ 1: many('references', 'uint32'), 2: one('value', 'double'), 3: one('timestamp', 'int64') })),
  5: one('metadata', () => schema({ 1: one('type', 'uint32'), 3: one('help', 'uint32'), 4: one('unit', 'uint32') })),
  6: one('created', 'int64'),
});
const request2 = schema({ 4: many('symbols', 'string'), 5: many('timeseries', () => series2) });

/** The requests of 1.0 and 2.0. */
export const writeRequests: Readonly<Record<1 | 2, Schema>> = { 1: request1, 2: request2 };

/** How the labels of each series are written: ours takes equal labels of one sender for equal bytes. */
const writtenLabels = (version: 1 | 2, body: Buffer): string[] => {
  const own = schema({ 1: many('labels', 'bytes') });
  const series = schema({ [version === 1 ? 1 : 5]: many('timeseries', 'bytes') });
  const bytes = (readMessage(body, series)['timeseries'] ?? []) as Buffer[];
  return bytes.map((raw, index) => {
    const labels = (readMessage(raw, own)['labels'] ?? []) as Buffer[];
    const packed = Buffer.concat(labels.flatMap((label) => [Buffer.of(10, label.length), label]));
    return labels.length > 0 && raw.includes(packed) ? packed.toString('latin1') : `not as anybody writes them: ${index}`;
  });
};

/** What the request comes to; `refused` counts items. */
interface Meaning {
  readonly signals: readonly MetricSignal[];
  readonly refused: number;
}

class Refused extends Error {}

const list = (message: Message, name: string): Message[] => (message[name] ?? []) as Message[];
const big = (message: Message, name: string): bigint => (message[name] ?? 0n) as bigint;
const number = (message: Message, name: string): number => Number(message[name] ?? 0);

const staleBits = 0x7ff0_0000_0000_0002n;
const doubleOf = (bits: bigint): number => new Float64Array(new BigUint64Array([bits]).buffer)[0] as number;

const time = (millis: bigint): bigint => {
  if (millis < 0n || millis > 9_223_372_036_854n) throw new Refused('time');
  return millis * 1_000_000n;
};

const at = (symbols: readonly string[], reference: bigint): string => {
  const symbol = symbols[Number(reference)];
  if (symbol === undefined) throw new Refused('reference');
  return symbol;
};

type Pair = [string, string];
const pairsOf = (message: Message, symbols: readonly string[] | undefined): Pair[] => {
  if (symbols === undefined) {
    const labels = list(message, 'labels').map(({ name = '', value = '' }): Pair => [name as string, value as string]);
    if (labels.length > 512) throw new Refused('labels');
    return labels;
  }
  const references = (message['references'] ?? []) as bigint[];
  if (references.length % 2 !== 0 || references.length > 1024) throw new Refused('references');
  return references.flatMap((reference, index) =>
    index % 2 === 0 ? [[at(symbols, reference), at(symbols, references[index + 1] as bigint)] satisfies Pair] : [],
  );
};

/** The words are the receiver's; how they are applied is read apart from it. */
const table: readonly Pair[] = [...attributeOf].map(([label, attribute]): Pair => [label, attribute]);

const own = (pairs: Iterable<Pair>): Record<string, string> => Object.fromEntries(pairs);

const divide = (pairs: readonly Pair[]) => {
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length || pairs.some(([name]) => name === '')) throw new Refused('names');
  const labels = new Map(pairs.filter(([, value]) => value !== ''));
  const name = labels.get('__name__');
  if (name === undefined) throw new Refused('name');
  labels.delete('__name__');
  const resource = new Map<string, string>();
  for (const [key, value] of labels) if (/^(service|deployment|host|cloud|k8s|container)\./.test(key)) resource.set(key, value);
  const dotted = new Set(resource.keys());
  for (const key of dotted) labels.delete(key);
  const strongest = new Map(
    table.filter(([key, attribute]) => labels.has(key) && !dotted.has(attribute)).map(([key, attribute]) => [attribute, key]),
  );
  for (const [attribute, key] of strongest) {
    const value = labels.get(key) as string;
    const [, space, service] = /^([^/]+)\/([^/]+)$/.exec(attribute === 'service.name' && labels.get('job') === value ? value : '') ?? [];
    if (space === undefined || service === undefined) resource.set(attribute, value);
    else {
      resource.set('service.namespace', space);
      resource.set('service.name', service);
    }
  }
  const job = `${resource.get('service.namespace')}/${resource.get('service.name')}`;
  for (const [key, attribute] of table) {
    const value = labels.get(key);
    if (value !== undefined && (resource.get(attribute) === value || (key === 'job' && value === job))) labels.delete(key);
  }
  return { name, resource: { attributes: own(resource) }, attributes: own(labels) };
};

interface Told {
  readonly type: number;
  readonly help: string;
  readonly unit: string;
}
const untold: Told = { type: 0, help: '', unit: '' };

const float = (name: string, type: number, value: number): MetricData => {
  const suffixed = /_(total|count|sum|bucket)$/.test(name);
  const grows = type === 1 ? !/_created$/.test(name) : [0, 3, 5].includes(type) && suffixed;
  return grows ? { type: 'sum', value, temporality: 'cumulative', monotonic: true } : { type: 'gauge', value };
};

/** Counts by place: from the place of the first bucket to the last one's. */
const layOut = (message: Message, sign: 'positive' | 'negative', isFloat: boolean): { first: number; counts: number[] } | undefined => {
  const spans = list(message, `${sign}Spans`);
  const deltas = (message[`${sign}Deltas`] ?? []) as bigint[];
  const floats = (message[`${sign}Counts`] ?? []) as number[];
  if (spans.length > 10_000 || deltas.length > 10_000 || floats.length > 10_000) throw new Refused('many');
  let sum = 0n;
  const values = isFloat ? floats : deltas.map((delta) => (sum += delta));
  for (const value of values) {
    if (typeof value === 'bigint' ? value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER) : !(value >= 0)) throw new Refused('count');
  }
  const places = new Map<number, number>();
  let place = 0;
  let taken = 0;
  for (const [index, one] of spans.entries()) {
    const offset = number(one, 'offset');
    if (index > 0 && offset < 0) throw new Refused('overlap');
    place += offset;
    const length = number(one, 'length');
    if (length > values.length - taken) throw new Refused('misfit');
    for (let step = 0; step < length; step += 1) {
      places.set(place, Number(values[taken]));
      place += 1;
      taken += 1;
    }
  }
  if (taken !== values.length) throw new Refused('misfit');
  if (places.size === 0) return undefined;
  const first = Math.min(...places.keys());
  const length = Math.max(...places.keys()) - first + 1;
  if (length > 10_000) throw new Refused('many');
  return { first, counts: Array.from({ length }, (_, index) => places.get(first + index) ?? 0) };
};

const histogramData = (message: Message): MetricData => {
  const bits = big(message, 'sum');
  for (const name of ['bounds', 'positiveDeltas', 'negativeDeltas', 'positiveCounts', 'negativeCounts', 'positiveSpans', 'negativeSpans'])
    if (list(message, name).length > 10_000) throw new Refused('many');
  if (bits === staleBits) return { type: 'none' };
  const isFloat = message['countFloat'] !== undefined;
  const count = Number(message['countFloat'] ?? message['countInt'] ?? 0);
  const zeroCount = Number(message['zeroFloat'] ?? message['zeroInt'] ?? 0);
  if (!(count >= 0) || !(zeroCount >= 0)) throw new Refused('count');
  const temporality = number(message, 'hint') === 3 ? 'delta' : 'cumulative';
  const sum = doubleOf(bits);
  const scale = number(message, 'schema');
  if (scale === -53) {
    const bounds = (message['bounds'] ?? []) as number[];
    if (bounds.some((bound, index) => !Number.isFinite(bound) || (index > 0 && !(bound > (bounds[index - 1] as number)))))
      throw new Refused('bounds');
    if (zeroCount !== 0 || layOut(message, 'negative', isFloat) !== undefined) throw new Refused('negative');
    const sent = layOut(message, 'positive', isFloat) ?? { first: 0, counts: [] };
    if (sent.first < 0 || sent.first + sent.counts.length > bounds.length + 1) throw new Refused('past');
    const bucketCounts = Array.from({ length: bounds.length + 1 }, (_, place) => sent.counts[place - sent.first] ?? 0);
    return { type: 'histogram', value: { count, sum, explicitBounds: bounds, bucketCounts }, temporality };
  }
  if (scale < -9 || scale > 52) throw new Refused('schema');
  const threshold = number(message, 'zeroThreshold');
  const side = (sign: 'positive' | 'negative') => {
    const sent = layOut(message, sign, isFloat);
    return sent === undefined ? {} : { [sign]: { offset: sent.first - 1, bucketCounts: sent.counts } };
  };
  const value = {
    count,
    sum,
    scale,
    zeroCount,
    ...(threshold === 0 ? {} : { zeroThreshold: threshold }),
    ...side('positive'),
    ...side('negative'),
  };
  return { type: 'exponential_histogram', value, temporality };
};

const exemplarOf = (message: Message, symbols: readonly string[] | undefined): Exemplar => {
  const labels = pairsOf(message, symbols);
  const timeUnixNano = time(big(message, 'timestamp'));
  if (labels.some(([name]) => name === '')) throw new Refused('names');
  const isId = (value: string, length: number) => value.length === length && /^[0-9a-f]*[1-9a-f][0-9a-f]*$/i.test(value);
  const ids: { traceId?: string; spanId?: string } = {};
  const rest: Pair[] = [];
  for (const [name, value] of labels) {
    if (name === 'trace_id' && isId(value, 32)) ids.traceId = value.toLowerCase();
    else if (name === 'span_id' && isId(value, 16)) ids.spanId = value.toLowerCase();
    else rest.push([name, value]);
  }
  return { timeUnixNano, value: number(message, 'value'), ...ids, ...(rest.length === 0 ? {} : { attributes: own(rest) }) };
};

interface Read {
  readonly key: string;
  readonly signals: MetricSignal[];
  readonly exemplars: Exemplar[];
  readonly carrier: () => MetricSignal;
}

/** The signals of one version's request. Throws Error where the body is no such message at all. */
export const remoteWriteMeaning = (version: 1 | 2, body: Uint8Array): Meaning => {
  let odd = false;
  const request = readMessage(Buffer.from(body), writeRequests[version], () => {
    odd = true;
  });
  if (body.length > 0 && Object.keys(request).length === 0) throw new Error('nothing of this message');
  const symbols = version === 1 ? undefined : ((request['symbols'] ?? []) as string[]);
  const families = new Map(
    list(request, 'metadata').map(({ type = 0n, family = '', help = '', unit = '' }) => [
      family as string,
      { type: Number(type), help: help as string, unit: unit as string },
    ]),
  );
  const told = (name: string, message: Message): Told => {
    if (symbols !== undefined) {
      const metadata = message['metadata'] as Message | undefined;
      if (metadata === undefined) return untold;
      const symbol = (field: string) => (big(metadata, field) === 0n ? '' : at(symbols, big(metadata, field)));
      return { type: number(metadata, 'type'), help: symbol('help'), unit: symbol('unit') };
    }
    const family = families.get(name.replace(/_(total|count|sum|bucket|created|info)$/, ''));
    return families.get(name) ?? (family === undefined || family.type === 2 ? untold : family);
  };
  let refused = 0;
  const each = <Value>(messages: readonly Message[], read: (message: Message) => Value): Value[] =>
    messages.flatMap((message) => {
      try {
        return [read(message)];
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused += 1;
        return [];
      }
    });
  const readSeries = (message: Message): Read => {
    // The spec forbids it, and in which order they count is open.
    if (list(message, 'samples').length > 0 && list(message, 'histograms').length > 0) throw new Incomparable();
    const { name, resource, attributes } = divide(pairsOf(message, symbols));
    const { type, help, unit } = told(name, message);
    const created = time(big(message, 'created'));
    const signal = (millis: bigint, start: bigint, data: MetricData): MetricSignal => {
      const timeUnixNano = time(millis);
      const from = start === 0n ? created : time(start);
      return {
        kind: 'metric',
        timeUnixNano,
        resource,
        attributes,
        name,
        data,
        ...(unit === '' ? {} : { unit }),
        ...(help === '' ? {} : { description: help }),
        ...(from === 0n ? {} : { startTimeUnixNano: from }),
      };
    };
    const samples = each(list(message, 'samples'), (item) => {
      const bits = big(item, 'value');
      return signal(big(item, 'timestamp'), big(item, 'start'), bits === staleBits ? { type: 'none' } : float(name, type, doubleOf(bits)));
    });
    const histograms = each(list(message, 'histograms'), (item) => signal(big(item, 'timestamp'), big(item, 'start'), histogramData(item)));
    const exemplars = each(list(message, 'exemplars'), (item) => exemplarOf(item, symbols));
    return { key: keyOf(message), signals: [...samples, ...histograms], exemplars, carrier: () => signal(0n, 0n, { type: 'none' }) };
  };
  const keyOf = (message: Message): string =>
    JSON.stringify(version === 1 ? list(message, 'labels') : ((message['references'] ?? []) as bigint[]).map(String));
  const all: Read[] = [];
  const keys = list(request, 'timeseries').map(keyOf);
  for (const message of list(request, 'timeseries')) {
    try {
      all.push(readSeries(message));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused += Math.max(
        1,
        ['samples', 'histograms', 'exemplars'].reduce((sum, name) => sum + list(message, name).length, 0),
      );
    }
  }
  const signals = all.flatMap((read) => read.signals);
  const tellApart = (key: string): void => {
    const written = writtenLabels(version, Buffer.from(body));
    if (odd || new Set(written.filter((_, index) => keys[index] === key)).size > 1) throw new Incomparable();
  };
  for (const { key, exemplars, carrier } of all) {
    if (exemplars.length === 0) continue;
    tellApart(key);
    const last = all.filter((read) => read.key === key && read.signals.length > 0).at(-1);
    let place = last === undefined ? -1 : signals.indexOf(last.signals.at(-1) as MetricSignal);
    if (place === -1) {
      place = signals.push({ ...carrier(), timeUnixNano: (exemplars.at(-1) as Exemplar).timeUnixNano }) - 1;
      const carried = signals[place] as MetricSignal;
      all.push({ key, signals: [carried], exemplars: [], carrier });
    }
    const signal = signals[place] as MetricSignal;
    const given = { ...signal, exemplars: [...(signal.exemplars ?? []), ...exemplars] };
    signals[place] = given;
    for (const read of all) {
      const index = read.signals.indexOf(signal);
      if (index !== -1) read.signals[index] = given;
    }
  }
  return { signals, refused };
};
