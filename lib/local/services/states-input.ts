/** Reads what Step Functions calls carry: JSON text and pages. */
import { Buffer } from 'node:buffer';
import { AwsError } from '../service.ts';
import { type Json, PAYLOAD_LIMIT_BYTES } from '../workflow/json.ts';
import { type Body, optionalNumber, optionalText } from './json-wire.ts';

/** JSON text of at most 256 KiB. */
export function jsonText(value: string, code: string, words: string): Json {
  if (Buffer.byteLength(value) > PAYLOAD_LIMIT_BYTES)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at '${code === 'InvalidOutput' ? 'output' : 'input'}' failed to satisfy constraint: Member must have length less than or equal to ${PAYLOAD_LIMIT_BYTES}`,
    );
  try {
    return JSON.parse(value) as Json;
  } catch (problem) {
    throw new AwsError(code, `${words}: '${problem instanceof Error ? problem.message : 'not JSON'}'`);
  }
}

/** At most 1,000 a page, 100 unless told (API reference, GetExecutionHistory, `maxResults`). [D] */
export function page<Item>(all: readonly Item[], input: Body): { items: readonly Item[]; nextToken: { nextToken?: string } } {
  const size = Math.min(optionalNumber(input, 'maxResults') || 100, 1_000);
  const token = optionalText(input, 'nextToken');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(from)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const more = from + size < all.length;
  return { items: all.slice(from, from + size), nextToken: more ? { nextToken: Buffer.from(String(from + size)).toString('base64') } : {} };
}
