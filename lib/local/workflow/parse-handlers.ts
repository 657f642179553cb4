/** Reads Retry and Catch. */
import { type Catcher, InvalidDefinition, type QueryLanguageName, type Retrier } from './definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const CATCHER_FIELDS: Record<QueryLanguageName, readonly string[]> = {
  JSONata: ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'],
  JSONPath: ['ErrorEquals', 'Next', 'ResultPath', 'Assign', 'Comment'],
};

export function list(value: Json | undefined, at: string): readonly Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new InvalidDefinition('Expected value of type Array', at);
  return value;
}

/** Throws unless `fields` is an object with known fields only. */
export function known(fields: Json, names: readonly string[], at: string): JsonObject {
  if (!isObject(fields)) throw new InvalidDefinition('Expected value of type Object', at);
  const other = Object.keys(fields).find((name) => !names.includes(name));
  if (other !== undefined) throw new InvalidDefinition(`The field '${other}' is not supported`, `${at}/${other}`);
  return fields;
}

/** States.ALL stands alone, in the last of its list (States Language, "Errors"). */
function errorNames(fields: JsonObject, last: boolean, at: string): readonly string[] {
  const names = fields['ErrorEquals'];
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string'))
    throw new InvalidDefinition("The field 'ErrorEquals' is required and must be a list of error names", at);
  if (names.includes('States.ALL') && (names.length > 1 || !last))
    throw new InvalidDefinition("'States.ALL' must appear alone and in the last item", `${at}/ErrorEquals`);
  return names;
}

export function parseRetry(value: Json | undefined, at: string): readonly Retrier[] {
  const all = list(value, at);
  return all.map((item, index) => parseRetrier(item, index === all.length - 1, `${at}[${index}]`));
}

function parseRetrier(given: Json, last: boolean, at: string): Retrier {
  const fields = known(given, RETRIER_FIELDS, at);
  const number = (name: string, fallback: number, least: number): number => {
    const value = fields[name];
    if (value === undefined) return fallback;
    if (typeof value !== 'number' || value < least)
      throw new InvalidDefinition(`The field '${name}' must be a number of at least ${least}`, `${at}/${name}`);
    return value;
  };
  const jitter = fields['JitterStrategy'] ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE')
    throw new InvalidDefinition("The field 'JitterStrategy' must be FULL or NONE", `${at}/JitterStrategy`);
  return {
    errorEquals: errorNames(fields, last, at),
    intervalSeconds: number('IntervalSeconds', 1, 1),
    backoffRate: number('BackoffRate', 2, 1),
    maxAttempts: number('MaxAttempts', 3, 0),
    maxDelaySeconds: number('MaxDelaySeconds', Number.POSITIVE_INFINITY, 1),
    fullJitter: jitter === 'FULL',
  };
}

export function parseCatch(value: Json | undefined, language: QueryLanguageName, at: string): readonly Catcher[] {
  const all = list(value, at);
  return all.map((item, index) => {
    const itemAt = `${at}[${index}]`;
    const fields = known(item, CATCHER_FIELDS[language], itemAt);
    const next = fields['Next'];
    if (typeof next !== 'string') throw new InvalidDefinition('These fields are required: [Next]', itemAt);
    return { errorEquals: errorNames(fields, index === all.length - 1, itemAt), next, fields };
  });
}
