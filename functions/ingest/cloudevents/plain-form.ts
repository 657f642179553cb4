/** Our own form of an event's data: every member may be absent, and what is not of the form is kept as it is. */
import { isObject } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { textMap } from '#kernel/reading/text-map.ts';

export interface PlainForm {
  /** How bad it is, in the sender's words. */
  readonly severity?: string;
  /** `firing` where nothing is said. */
  readonly status: 'firing' | 'resolved';
  /** What is wrong, in a sentence. */
  readonly message?: string;
  /** What is wrong, in a word. */
  readonly name?: string;
  /** The sender's identity of the condition. */
  readonly key?: string;
  /** Where people see more. */
  readonly url?: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** What else the data holds; undefined for nothing. */
  readonly rest: unknown;
}

const none: ReadonlyMap<string, string> = new Map();

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const statusOf = (value: unknown): PlainForm['status'] | undefined => {
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  return word === 'firing' || word === 'resolved' ? word : undefined;
};

/** Texts by name; undefined where the value is something else. */
const texts = (value: unknown, part: () => void): ReadonlyMap<string, string> | undefined => {
  if (!isObject(value)) return undefined;
  try {
    return textMap(value, 'labels', part);
  } catch (error) {
    if (error instanceof ItemRefused) return undefined;
    throw error;
  }
};

/** Data of anybody: members that are not of our form belong to the rest, also where they only share a name with it. */
export const readPlainForm = (data: unknown, part: () => void): PlainForm => {
  if (typeof data === 'string') return { status: 'firing', message: data, labels: none, annotations: none, rest: undefined };
  if (!isObject(data)) return { status: 'firing', labels: none, annotations: none, rest: data ?? undefined };
  const taken = {
    severity: text(data['severity']),
    status: statusOf(data['status']),
    message: text(data['message']),
    name: text(data['name']),
    key: text(data['key']),
    url: text(data['url']),
    labels: texts(data['labels'], part),
    annotations: texts(data['annotations'], part),
  };
  const found = Object.entries(taken).filter(([, value]) => value !== undefined);
  const names = new Set(found.map(([name]) => name));
  const rest = Object.entries(data).filter(([name]) => !names.has(name));
  return {
    ...{ status: 'firing', labels: none, annotations: none },
    ...Object.fromEntries(found),
    rest: rest.length === 0 ? undefined : Object.fromEntries(rest),
  };
};
