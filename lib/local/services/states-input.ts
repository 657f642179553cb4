/** Reads what Step Functions calls carry: names, JSON text, pages; lengths are those of the API reference [D]. */
import { Buffer } from 'node:buffer';
import { AwsError } from '../service.ts';
import type { MachineType } from '../workflow/definition.ts';
import { type Json, PAYLOAD_LIMIT_BYTES } from '../workflow/json.ts';
import { type Body, optionalNumber, optionalText, text } from './json-wire.ts';

/**
 * 1 to 80 characters, without blanks, brackets, wildcards, some marks, control characters and halves of characters (API reference,
 * StartExecution and CreateStateMachine, `name`). [D]
 */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]{1,80}$/u;

export function checkName(name: string): void {
  if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

const constraint = (name: string, words: string): AwsError =>
  new AwsError('ValidationException', `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must ${words}`);

/** Gives the text back. */
export function checkLength(name: string, value: string, least: number, most: number): string {
  if (value.length < least) throw constraint(name, `have length greater than or equal to ${least}`);
  if (value.length > most) throw constraint(name, `have length less than or equal to ${most}`);
  return value;
}

/** A required text of limited length. */
export const limitedText = (input: Body, name: string, most: number): string => checkLength(name, text(input, name), 1, most);

export const optionalLimitedText = (input: Body, name: string, most: number): string | undefined => {
  const value = optionalText(input, name);
  return value === undefined ? undefined : checkLength(name, value, 0, most);
};

/** One of the values of an enumeration. */
export function oneOf<Value extends string>(input: Body, name: string, values: readonly Value[]): Value | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw constraint(name, `satisfy enum value set: [${values.join(', ')}]`);
  return found;
}

export const machineType = (input: Body): MachineType => oneOf(input, 'type', ['STANDARD', 'EXPRESS'] as const) ?? 'STANDARD';

/** JSON text of at most 256 KiB. */
export function jsonText(value: string, code: string, words: string): Json {
  if (Buffer.byteLength(value) > PAYLOAD_LIMIT_BYTES)
    throw constraint(code === 'InvalidOutput' ? 'output' : 'input', `have length less than or equal to ${PAYLOAD_LIMIT_BYTES}`);
  try {
    return JSON.parse(value) as Json;
  } catch (problem) {
    throw new AwsError(code, `${words}: '${problem instanceof Error ? problem.message : 'not JSON'}'`);
  }
}

/** `maxResults` from 0 on, which is the same as none. */
export function pageSize(input: Body, most: number): number {
  const size = optionalNumber(input, 'maxResults') ?? 0;
  if (!Number.isInteger(size) || size < 0) throw constraint('maxResults', 'have value greater than or equal to 0');
  if (size > most) throw constraint('maxResults', `have value less than or equal to ${most}`);
  return size || 100;
}

/** At most 1,000 a page, 100 unless told. [D] */
export function page<Item>(all: readonly Item[], input: Body): { items: readonly Item[]; nextToken: { nextToken?: string } } {
  const size = pageSize(input, 1_000);
  const token = optionalText(input, 'nextToken');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString() || 'none');
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const more = from + size < all.length;
  return { items: all.slice(from, from + size), nextToken: more ? { nextToken: Buffer.from(String(from + size)).toString('base64') } : {} };
}
