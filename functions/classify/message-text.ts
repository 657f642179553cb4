/** The text of a log that tells what happened: its body, and the exception it carries. */
import { canonicalJson } from '#kernel/canonical-json.ts';
import { type AttributeValue, attributeText } from '#kernel/resource.ts';
import type { LogSignal } from '#kernel/signal.ts';

/** Longer messages are cut: what they are about stands at the beginning. Characters. */
const maxMessageLength = 2000;

/** Where structured bodies keep their message. */
const messageKeys = ['message', 'msg', 'log', 'error'];

const bodyText = (body: AttributeValue): string => {
  if (typeof body === 'string') return body;
  if (body === null) return '';
  if (typeof body !== 'object') return String(body);
  if (!Array.isArray(body)) {
    const fields = body as Readonly<Record<string, AttributeValue>>;
    for (const key of messageKeys) {
      const value = fields[key];
      if (typeof value === 'string' && value !== '') return value;
    }
  }
  return canonicalJson(body);
};

/** At most `maxMessageLength` characters; empty where the log says nothing. */
export const messageText = (signal: LogSignal): string => {
  const body = bodyText(signal.body).slice(0, maxMessageLength);
  const type = attributeText(signal.attributes, 'exception.type');
  const message = attributeText(signal.attributes, 'exception.message');
  const exception = [type, message].filter((part) => part !== undefined && !body.includes(part)).join(': ');
  if (exception !== '') return `${body} ${exception}`.trim().slice(0, maxMessageLength);
  return body === '' ? (signal.eventName ?? '') : body;
};
