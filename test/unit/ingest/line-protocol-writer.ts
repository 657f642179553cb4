/** Writes line protocol as Telegraf's serialiser does: special characters escaped, control characters of names and tags spelled out. */

export interface WrittenPoint {
  readonly measurement: string;
  readonly tags: readonly (readonly [string, string])[];
  readonly fields: readonly (readonly [string, WrittenValue])[];
  readonly time?: bigint;
}

export type WrittenValue =
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'integer' | 'unsigned'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean; readonly word: string };

const spelled: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

/** A name or a tag: a backslash at its end would escape what follows it, so it is left out. */
const name = (text: string, escaped: RegExp): string =>
  text
    .replace(/\\+$/, '')
    .replace(/[\n\r\t\f]/g, (character) => spelled[character] as string)
    .replace(escaped, '\\$&');

export const measurementText = (text: string): string => name(text, /[, ]/g);
export const keyText = (text: string): string => name(text, /[,= ]/g);

const valueText = (value: WrittenValue): string => {
  switch (value.type) {
    case 'float':
      return String(value.value);
    case 'integer':
      return `${value.value}i`;
    case 'unsigned':
      return `${value.value}u`;
    case 'boolean':
      return value.word;
    case 'string':
      return `"${value.value.replace(/["\\]/g, '\\$&')}"`;
  }
};

export const writeLine = ({ measurement, tags, fields, time }: WrittenPoint): string =>
  [
    [measurementText(measurement), ...tags.map(([key, value]) => `${keyText(key)}=${keyText(value)}`)].join(','),
    fields.map(([key, value]) => `${keyText(key)}=${valueText(value)}`).join(','),
    ...(time === undefined ? [] : [String(time)]),
  ].join(' ');
