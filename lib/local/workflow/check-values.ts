/** Checks the values of literal fields: AWS's words about types and least values are measured (floci-io/floci#2968 [S]). */
import type { Diagnostics } from './diagnostics.ts';
import type { Json } from './json.ts';
import { expressionIn } from './jsonata.ts';
import { parseTimestamp } from './timestamp.ts';

/** The largest number of seconds or attempts AWS takes (Developer Guide, "Handling errors", and Task state [D]). */
const MOST = 99_999_999;

const isExpression = (value: Json): boolean => typeof value === 'string' && expressionIn(value) !== undefined;

/** A whole number from `least` on; a JSONata expression, whose value is not known yet, passes. */
export function checkSeconds(value: Json | undefined, least: number, at: string, diagnostics: Diagnostics, most = MOST): void {
  if (value === undefined || isExpression(value)) return;
  if (typeof value !== 'number' || !Number.isInteger(value)) diagnostics.schema('Expected value of type [INTEGER]', at);
  else if (value < least) diagnostics.schema(`Minimum value is ${least}`, at);
  else if (value > most) diagnostics.schema(`Maximum value is ${most}`, at);
}

export function checkNumber(
  value: Json | undefined,
  least: number,
  at: string,
  diagnostics: Diagnostics,
  most = Number.POSITIVE_INFINITY,
): void {
  if (value === undefined || isExpression(value)) return;
  if (typeof value !== 'number') diagnostics.schema('Expected value of type [NUMBER]', at);
  else if (value < least) diagnostics.schema(`Minimum value is ${least}`, at);
  else if (value > most) diagnostics.schema(`Maximum value is ${most}`, at);
}

export function checkText(value: Json | undefined, at: string, diagnostics: Diagnostics): void {
  if (value !== undefined && typeof value !== 'string') diagnostics.schema('Expected value of type [STRING]', at);
}

/** The wording is ours [U]. */
export function checkTimestamp(value: Json | undefined, at: string, diagnostics: Diagnostics): void {
  if (value === undefined || isExpression(value)) return;
  if (typeof value !== 'string') diagnostics.schema('Expected value of type [STRING]', at);
  else if (parseTimestamp(value) === undefined) diagnostics.schema(`Value is not an ISO-8601 extended offset date-time: ${value}`, at);
}
