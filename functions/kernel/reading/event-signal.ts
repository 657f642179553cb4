/** Makes event signals: what another system already judged, said the same way whoever said it. */
import { idFrom } from '#kernel/fingerprint.ts';
import type { Attributes } from '#kernel/resource.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { resourceFromLabels } from './label-resource.ts';
import { maxAttributes } from './limits.ts';
import { type AttributeDraft, type Draft, setAttribute, tooManyAttributes } from './values.ts';

/** What a source says of one condition. Empty texts count as absent. */
export interface JudgedCondition {
  /** Lower-case kebab: `alertmanager`. */
  readonly source: string;
  /** What is wrong, in the source's words. */
  readonly name: string;
  /** The source's own identity of the condition: the same when it fires, repeats and resolves. */
  readonly key: string;
  readonly status: EventSignal['status'];
  /** 0 where the source gave no time. */
  readonly timeUnixNano: bigint;
  readonly severityText?: string | undefined;
  readonly message?: string | undefined;
  readonly url?: string | undefined;
  readonly labels?: ReadonlyMap<string, string>;
  readonly annotations?: Iterable<readonly [string, Attributes[string]]>;
  /** The source's other fields, `<source>.<field>` by name; absent and empty ones are left out. */
  readonly fields?: Readonly<Record<string, Attributes[string] | undefined>>;
  /** What the source says of who is concerned; it counts for more than labels. */
  readonly resource?: Attributes;
}

/** Characters a key may have: it is compared, stored and shown over and over. */
const longestKey = 512;

/** A text that is too long for a key as its hash. */
const bounded = (text: string): string => (text.length <= longestKey ? text : idFrom(text));

const given = (text: string | undefined): text is string => text !== undefined && text !== '';

/** The signal. ItemRefused for more attributes than one may have. */
export const eventSignal = (condition: JudgedCondition): EventSignal => {
  const { labels, annotations, fields, severityText, message, url } = condition;
  const attributes: AttributeDraft = { 'event.key': bounded(condition.key) };
  if (given(url)) attributes['event.url'] = url;
  for (const [name, value] of labels ?? []) setAttribute(attributes, `label.${name}`, value);
  for (const [name, value] of annotations ?? []) setAttribute(attributes, `annotation.${name}`, value);
  for (const [name, value] of Object.entries(fields ?? {})) if (value !== undefined && value !== '') setAttribute(attributes, name, value);
  if (Object.keys(attributes).length > maxAttributes) throw tooManyAttributes();
  const event: Draft<EventSignal> = {
    kind: 'event',
    source: condition.source,
    name: condition.name,
    status: condition.status,
    timeUnixNano: condition.timeUnixNano,
    resource: { attributes: { ...resourceFromLabels(labels ?? []), ...condition.resource } },
    attributes,
  };
  if (given(severityText)) event.severityText = severityText;
  if (given(message)) event.message = message;
  return event;
};

/** One key of several parts, which cannot run into each other: `|` between them, and `\` before what looks like it. */
export const joinKey = (...parts: readonly string[]): string =>
  parts.map((part) => bounded(part).replace(/[\\|]/g, String.raw`\$&`)).join('|');
