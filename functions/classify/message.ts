/** What a log says: its message without the header it was printed with, the exception it carries, and the level the text names. */
import { canonicalJson } from '#kernel/canonical-json.ts';
import { type AttributeValue, attributeText } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { type Line, structuredLine } from './mining/fields.ts';
import { readHeader } from './mining/header.ts';

/** Longer messages are cut: what they are about stands at the beginning. Characters. */
const maxMessageLength = 2000;

/** Where structured bodies keep their message. */
const messageKeys = ['message', 'msg', 'log', 'error'];

const lineOf = (text: string): Line => {
  const structured = structuredLine(text);
  if (structured !== undefined) return structured;
  const { start, severityNumber } = readHeader(text);
  return { text: start === 0 ? text : text.slice(start), severityNumber };
};

const bodyLine = (body: AttributeValue): Line => {
  if (typeof body === 'string') return lineOf(body);
  if (body === null) return { text: '', severityNumber: 0 };
  if (typeof body !== 'object') return { text: String(body), severityNumber: 0 };
  if (!Array.isArray(body)) {
    const fields = body as Readonly<Record<string, AttributeValue>>;
    for (const key of messageKeys) {
      const value = fields[key];
      if (typeof value === 'string' && value !== '') return lineOf(value);
    }
  }
  return { text: canonicalJson(body), severityNumber: 0 };
};

/** At most `maxMessageLength` characters; empty where the log says nothing. */
export const messageOf = (signal: LogSignal): Line => {
  const line = bodyLine(signal.body);
  const text = line.text.slice(0, maxMessageLength);
  const type = attributeText(signal.attributes, 'exception.type');
  const message = attributeText(signal.attributes, 'exception.message');
  const exception = [type, message].filter((part) => part !== undefined && !text.includes(part)).join(': ');
  if (exception === '') return { text: text === '' ? (signal.eventName ?? '') : text, severityNumber: line.severityNumber };
  return { text: `${text} ${exception}`.trim().slice(0, maxMessageLength), severityNumber: line.severityNumber };
};
