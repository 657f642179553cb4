/** The data of a CloudEvent, as the media type says that its bytes are to be read. */
import { InputError } from '#kernel/errors.ts';
import { type JsonObject, parseJson } from '#kernel/reading/json.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';

/** `application/json; charset=utf-8` without parameters, in lower case. */
export const mediaType = (contentType: string | undefined): string => (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const isJson = (media: string): boolean => media === '' || media.endsWith('/json') || media.endsWith('+json');
const isText = (media: string): boolean => media.startsWith('text/') || media.endsWith('/xml') || media.endsWith('+xml');

/** Bytes of data: JSON as its value, text as text, anything else in base64 under `data_base64`; undefined for none. ItemRefused for JSON that is none. */
export const readBytes = (bytes: Uint8Array, media: string): unknown => {
  if (bytes.length === 0) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isText(media)) return buffer.toString('utf8');
  if (!isJson(media)) return { data_base64: buffer.toString('base64') };
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof InputError && error.reason === 'malformed')
      throw new ItemRefused('the data is not the JSON that its content type says');
    throw error;
  }
};

/** The data of an event in JSON: a value, or bytes in base64. */
export const readMembers = (event: JsonObject, dataContentType: string): unknown => {
  const { data, data_base64: base64 } = event;
  if (base64 === undefined || base64 === null) return data;
  if (data !== undefined && data !== null) throw new ItemRefused('an event has both data and data_base64');
  if (typeof base64 !== 'string') throw new ItemRefused('data_base64 is not a text');
  return readBytes(Buffer.from(base64, 'base64'), mediaType(dataContentType));
};
