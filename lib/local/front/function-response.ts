/** What a function gave, as the HTTP answer API Gateway makes of it (payload format 2.0 [D]). */
import { type HttpResponse, jsonResponse } from './http-message.ts';

interface StructuredResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly cookies?: readonly string[];
}

const isStructured = (payload: unknown): payload is StructuredResponse =>
  typeof payload === 'object' && payload !== null && typeof (payload as { statusCode?: unknown }).statusCode === 'number';

/** A result without `statusCode` is the JSON body of a 200; one with a body that is not text is a broken function: 500. */
export const functionResponse = (payload: unknown): HttpResponse => {
  if (!isStructured(payload)) return jsonResponse(200, payload ?? null);
  const { statusCode, headers = {}, body = '', isBase64Encoded = false, cookies } = payload;
  if (typeof body !== 'string' || statusCode < 100 || statusCode > 599) return jsonResponse(500, { message: 'Internal Server Error' });
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...lowered, ...(cookies ? { 'set-cookie': cookies } : {}) },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
};
