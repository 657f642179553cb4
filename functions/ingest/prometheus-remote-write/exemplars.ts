/** Exemplars (Exemplar of either version: labels, value, timestamp). */
import { ItemRefused } from '#kernel/reading/tally.ts';
import { type AttributeDraft, type Draft, setAttribute } from '#kernel/reading/values.ts';
import type { WireReader } from '#kernel/reading/wire-reader.ts';
import type { Exemplar } from '#kernel/signal.ts';
import type { LabelReader } from './labels.ts';

const hexId = (value: string, length: number): string | undefined => {
  if (value.length !== length || !/^[0-9a-f]+$/i.test(value) || /^0+$/.test(value)) return undefined;
  return value.toLowerCase();
};

/** `trace_id` and `span_id` are the exemplar's own fields where they are ids at all (OpenTelemetry's compatibility with OpenMetrics). */
const label = (exemplar: Draft<Exemplar>, attributes: AttributeDraft, name: string, value: string): void => {
  const traceId = name === 'trace_id' ? hexId(value, 32) : undefined;
  const spanId = name === 'span_id' ? hexId(value, 16) : undefined;
  if (traceId !== undefined) exemplar.traceId = traceId;
  else if (spanId !== undefined) exemplar.spanId = spanId;
  else setAttribute(attributes, name, value);
};

/** Throws ItemRefused. */
export const readExemplar = (r: WireReader, end: number, labels: LabelReader, timeOf: (millis: number | string) => bigint): Exemplar => {
  r.part();
  labels.clear();
  let value = 0;
  let millis: number | string = 0;
  while (r.position < end) {
    const tag = r.tag();
    if (tag === 0x0a || tag === 0x08) labels.read(r, tag, end);
    else if (tag === 0x11) value = r.double();
    else if (tag === 0x18) millis = r.int64();
    else r.skip(tag, end);
  }
  r.close(end);
  labels.finish();
  const exemplar: Draft<Exemplar> = { timeUnixNano: timeOf(millis), value };
  const attributes: AttributeDraft = {};
  for (let at = 0; at < labels.size; at += 1) {
    const name = labels.names[at] as string;
    if (name === '') throw new ItemRefused('label without a name');
    label(exemplar, attributes, name, labels.values[at] as string);
  }
  if (Object.keys(attributes).length > 0) exemplar.attributes = attributes;
  return exemplar;
};
