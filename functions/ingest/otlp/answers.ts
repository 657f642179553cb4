/** OTLP/HTTP answers (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response): always in the request's encoding, success always 200. */
import type { ReceiverAnswer, Rejection } from '#kernel/receiver.ts';

export type Encoding = 'protobuf' | 'json';

const contentTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** The encoding a content type names, whatever its parameters; undefined when it is neither. */
export const encodingOf = (contentType: string | undefined): Encoding | undefined => {
  const media = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (media === 'application/x-protobuf' || media === 'application/protobuf') return 'protobuf';
  return media === 'application/json' ? 'json' : undefined;
};

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
};

/** A message of an integer (field 1) and a text (field 2), which is what both partial_success and google.rpc.Status are. */
const numberAndText = (number: number, text: string): Buffer => {
  const body = Buffer.from(text, 'utf8');
  const head = number === 0 ? [] : [0x08, ...varint(number)];
  return Buffer.concat([Buffer.from(head), ...(body.length === 0 ? [] : [Buffer.from([0x12, ...varint(body.length)]), body])]);
};

/** The field of partial_success that counts, by the request's path. */
const rejectedFields: Readonly<Record<string, string>> = {
  '/v1/logs': 'rejectedLogRecords',
  '/v1/metrics': 'rejectedDataPoints',
  '/v1/traces': 'rejectedSpans',
};

/** ExportXServiceResponse: empty on full success, else partial_success with how many were refused and why. */
export const exportAnswer = (encoding: Encoding, path: string, rejected: readonly Rejection[]): ReceiverAnswer => {
  const headers = { 'content-type': contentTypes[encoding] };
  const total = rejected.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return { status: 200, headers, body: encoding === 'json' ? '{}' : new Uint8Array(0) };
  const reasons = rejected.slice(0, 10).map(({ count, reason }) => `${count} × ${reason}`);
  const message = `${total} refused: ${reasons.join('; ')}.`;
  if (encoding === 'json') {
    const partialSuccess = { [rejectedFields[path] ?? 'rejected']: String(total), errorMessage: message };
    return { status: 200, headers, body: JSON.stringify({ partialSuccess }) };
  }
  const partial = numberAndText(total, message);
  return { status: 200, headers, body: Buffer.concat([Buffer.from([0x0a, ...varint(partial.length)]), partial]) };
};

/** google.rpc.Code, by HTTP status. */
const codes: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 8, 415: 3, 429: 8, 503: 14 };

/** google.rpc.Status; `retryAfter` in seconds. */
export const statusAnswer = (encoding: Encoding, status: number, message: string, retryAfter?: number): ReceiverAnswer => {
  const headers: Record<string, string> = { 'content-type': contentTypes[encoding] };
  if (retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)));
  const code = codes[status] ?? 2;
  return { status, headers, body: encoding === 'json' ? JSON.stringify({ code, message }) : numberAndText(code, message) };
};
