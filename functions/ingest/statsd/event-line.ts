/** DogStatsD's events and service checks: what an application judged itself. */
import { eventSignal, joinKey } from '#kernel/reading/event-signal.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import type { EventSignal } from '#kernel/signal.ts';
import { placeTagMap } from './place-tags.ts';
import { secondsOf, sortedTags, tagMap } from './sections.ts';

const source = 'dogstatsd';

interface Sections {
  readonly time: bigint;
  readonly host: string;
  readonly key: string;
  readonly priority: string;
  readonly sourceType: string;
  readonly alertType: string;
  readonly container: string;
  readonly message: string;
  readonly tags: readonly string[];
}

/** The optional sections after the first. A check's message is the last: what follows `m:` is all of it. */
const readSections = (text: string): Sections => {
  const found = {
    time: 0n,
    host: '',
    key: '',
    priority: '',
    sourceType: '',
    alertType: '',
    container: '',
    message: '',
    tags: [] as readonly string[],
  };
  const parts = text.split('|');
  for (const [at, part] of parts.entries()) {
    const value = part.slice(2);
    if (part.startsWith('#')) found.tags = sortedTags(part.slice(1));
    else if (part.startsWith('d:')) found.time = secondsOf(value);
    else if (part.startsWith('h:')) found.host = value;
    else if (part.startsWith('k:')) found.key = value;
    else if (part.startsWith('p:')) found.priority = value;
    else if (part.startsWith('s:')) found.sourceType = value;
    else if (part.startsWith('t:')) found.alertType = value;
    else if (part.startsWith('c:')) found.container = value;
    else if (part.startsWith('m:')) {
      found.message = parts.slice(at).join('|').slice(2).replaceAll('m\\:', 'm:');
      break;
    }
  }
  return found;
};

const unescapeText = (text: string): string => text.replaceAll('\\n', '\n');

/** Alert types and statuses that mean that a condition is over. */
const event = (
  { time, host, tags, container, priority, sourceType }: Sections,
  said: { readonly name: string; readonly key: string; readonly over: boolean; readonly severityText: string; readonly message: string },
): EventSignal => {
  const labels = tagMap(tags);
  const placed = placeTagMap(labels, container);
  const signal = eventSignal({
    source,
    name: said.name,
    key: said.key,
    status: said.over ? 'resolved' : 'firing',
    timeUnixNano: time,
    severityText: said.severityText,
    message: said.message,
    labels,
    fields: { 'dogstatsd.priority': priority, 'dogstatsd.source_type_name': sourceType },
  });
  return { ...signal, resource: { attributes: { ...placed.resource, ...(host !== '' && { 'host.name': host }) } } };
};

/** `_e{title bytes,text bytes}:title|text|…`. ItemRefused where it is none. */
export const readEventLine = (line: string): EventSignal => {
  const head = /^_e\{(\d{1,6}),(\d{1,6})\}:/.exec(line);
  if (head === null) throw new ItemRefused('an event does not begin with _e{title length,text length}:');
  const rest = Buffer.from(line.slice(head[0].length), 'utf8');
  const [titleLength, textLength] = [Number(head[1]), Number(head[2])];
  const end = titleLength + 1 + textLength;
  const bar = 0x7c;
  if (titleLength === 0 || rest[titleLength] !== bar || rest.length < end || (rest.length > end && rest[end] !== bar))
    throw new ItemRefused('the lengths of an event are not those of its title and text');
  const title = unescapeText(rest.toString('utf8', 0, titleLength));
  const text = unescapeText(rest.toString('utf8', titleLength + 1, end));
  const sections = readSections(rest.toString('utf8', end + 1));
  const severityText = sections.alertType === '' ? 'info' : sections.alertType;
  const key = sections.key === '' ? joinKey('event', title, sections.host, ...sections.tags) : joinKey('event', sections.key);
  return event(sections, { name: title, key, over: severityText === 'success', severityText, message: text === '' ? title : text });
};

const statuses = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** `_sc|name|status|…`. ItemRefused where it is none. */
export const readCheckLine = (line: string): EventSignal => {
  const [, name = '', status = ''] = line.split('|', 3);
  const severityText = /^[0-3]$/.test(status) ? statuses[Number(status)] : undefined;
  if (name === '' || severityText === undefined) throw new ItemRefused('a service check is not _sc|name|status with a status of 0 to 3');
  const sections = readSections(line.slice('_sc|'.length + name.length + 1 + status.length + 1));
  const key = joinKey('check', name, sections.host, ...sections.tags);
  const message = sections.message === '' ? `${name} is ${severityText}` : unescapeText(sections.message);
  return event(sections, { name, key, over: status === '0', severityText, message });
};
