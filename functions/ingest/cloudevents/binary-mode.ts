/** The attributes of an event whose body is its data: they stand in headers (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode). */
import type { JsonObject } from '#kernel/reading/json.ts';
import type { ReceiverRequest } from '#kernel/receiver.ts';

const prefix = 'ce-';

/** A header's value: out of its quotes, then out of its percent signs; what is no such encoding is meant as it stands. */
const decoded = (value: string): string => {
  const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const plain = quoted ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
};

export const isBinaryMode = (headers: ReceiverRequest['headers']): boolean => Object.keys(headers).some((name) => name.startsWith(prefix));

/** Attributes by name; the content type of the request is the data's. */
export const headerAttributes = (headers: ReceiverRequest['headers']): JsonObject => {
  const found = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), decoded(value)] as const] : [],
  );
  return Object.fromEntries([...found, ['datacontenttype', headers['content-type']]]);
};
