/** An alert as Alertmanager's webhook, its API and Grafana's webhook write it: labels, annotations, times, a link. */
import type { EventSignal } from '#kernel/signal.ts';
import { eventSignal, type JudgedCondition } from './event-signal.ts';
import { isObject, type JsonObject } from './json.ts';
import { labelFingerprint } from './label-fingerprint.ts';
import { rfc3339Nanos, signalTime } from './rfc3339.ts';
import { ItemRefused } from './tally.ts';
import { textField, textMap } from './text-map.ts';

export interface PostedAlert {
  /** As it was sent. */
  readonly given: JsonObject;
  /** Without those that are empty. */
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** Nanoseconds; undefined where it is absent or Go's "no time", the year 1. */
  readonly startsAt: bigint | undefined;
  readonly endsAt: bigint | undefined;
  /** Its identity: as given, else computed as Alertmanager does. */
  readonly fingerprint: string;
}

/** Go's zero time. */
const noTime = rfc3339Nanos('0001-01-01T00:00:00Z');

const timeOf = (value: unknown, field: string): bigint | undefined => {
  const text = textField(value, field);
  if (text === '') return undefined;
  const time = rfc3339Nanos(text);
  if (time === undefined) throw new ItemRefused(`${field} is not an RFC 3339 time`);
  return time === noTime ? undefined : time;
};

/** Reads one alert; ItemRefused where it is none. `part` counts what it is made of. */
export const readPostedAlert = (value: unknown, part: () => void): PostedAlert => {
  part();
  if (!isObject(value)) throw new ItemRefused('an alert is not an object');
  const labels = textMap(value['labels'], 'labels', part);
  for (const [name, text] of labels) {
    if (name === '') throw new ItemRefused('a label has no name');
    if (text === '') labels.delete(name);
  }
  if (labels.size === 0) throw new ItemRefused('at least one label pair required');
  const fingerprint = textField(value['fingerprint'], 'fingerprint');
  return {
    given: value,
    labels,
    annotations: textMap(value['annotations'], 'annotations', part),
    startsAt: timeOf(value['startsAt'], 'startsAt'),
    endsAt: timeOf(value['endsAt'], 'endsAt'),
    fingerprint: /^[0-9a-f]{16}$/.test(fingerprint) ? fingerprint : labelFingerprint(labels),
  };
};

const firstGiven = (texts: ReadonlyMap<string, string>, ...names: readonly string[]): string | undefined =>
  names.map((name) => texts.get(name)).find((text) => text !== undefined && text !== '');

/** A time as it was written; nothing where it says that there is none. */
const timeText = (value: unknown): string | undefined => (typeof value === 'string' && rfc3339Nanos(value) !== noTime ? value : undefined);

/** The signal of an alert: it happened when it began, its end when it ended. */
export const alertSignal = (
  { given, labels, annotations, startsAt, endsAt, fingerprint }: PostedAlert,
  { source, status, fields }: Pick<JudgedCondition, 'source' | 'status' | 'fields'>,
): EventSignal =>
  eventSignal({
    source,
    status,
    name: labels.get('alertname') ?? 'unnamed alert',
    key: fingerprint,
    timeUnixNano: signalTime((status === 'resolved' ? (endsAt ?? startsAt) : startsAt) ?? 0n),
    severityText: labels.get('severity'),
    message: firstGiven(annotations, 'summary', 'description', 'message') ?? labels.get('alertname'),
    url: textField(given['generatorURL'], 'generatorURL'),
    labels,
    annotations,
    fields: {
      [`${source}.starts_at`]: timeText(given['startsAt']),
      [`${source}.ends_at`]: timeText(given['endsAt']),
      ...fields,
    },
  });

/** What a notification says of itself goes to each of its alerts: only short texts may, or few bytes would become many. */
export const groupText = (value: unknown): string | undefined => {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof text === 'string' && text.length <= 512 ? text : undefined;
};
