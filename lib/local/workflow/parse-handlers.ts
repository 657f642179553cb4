/** Reads Retry and Catch. */
import { checkPath } from './check-paths.ts';
import { checkNumber, checkSeconds } from './check-values.ts';
import type { Catcher, QueryLanguageName, Retrier } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Assign', 'Comment'];
const CATCHER_LANGUAGE_FIELDS: Record<QueryLanguageName, string> = { JSONata: 'Output', JSONPath: 'ResultPath' };

/** Below 31,622,400 seconds (Developer Guide, "Handling errors", MaxDelaySeconds [D]). */
const MOST_DELAY_SECONDS = 31_622_399;

export function list(value: Json | undefined, at: string, diagnostics: Diagnostics): readonly Json[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  diagnostics.schema('Expected value of type [ARRAY]', at);
  return [];
}

/** States.ALL stands alone, in the last of its list (States Language, "Errors"). The wording is ours [U]. */
function errorNames(fields: JsonObject, last: boolean, at: string, diagnostics: Diagnostics): readonly string[] {
  const names = fields['ErrorEquals'];
  if (names === undefined) diagnostics.required(['ErrorEquals'], at);
  else if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    diagnostics.schema('Expected value of type [ARRAY] of [STRING]', `${at}/ErrorEquals`);
  else if (names.length === 0) diagnostics.schema('Array must contain at least 1 element', `${at}/ErrorEquals`);
  else if (names.includes('States.ALL') && (names.length > 1 || !last))
    diagnostics.schema("'States.ALL' must appear alone and in the last item", `${at}/ErrorEquals`);
  else return names;
  return [];
}

export function parseRetry(value: Json | undefined, at: string, diagnostics: Diagnostics): readonly Retrier[] {
  const all = list(value, at, diagnostics);
  return all.flatMap((item, index) => parseRetrier(item, index === all.length - 1, `${at}[${index}]`, diagnostics));
}

function parseRetrier(fields: Json, last: boolean, at: string, diagnostics: Diagnostics): readonly Retrier[] {
  if (!isObject(fields)) {
    diagnostics.schema('Expected value of type [OBJECT]', at);
    return [];
  }
  for (const name of Object.keys(fields)) if (!RETRIER_FIELDS.includes(name)) diagnostics.schema(`Field '${name}' is not supported`, at);
  checkSeconds(fields['IntervalSeconds'], 1, `${at}/IntervalSeconds`, diagnostics);
  checkSeconds(fields['MaxAttempts'], 0, `${at}/MaxAttempts`, diagnostics);
  checkSeconds(fields['MaxDelaySeconds'], 1, `${at}/MaxDelaySeconds`, diagnostics, MOST_DELAY_SECONDS);
  checkNumber(fields['BackoffRate'], 1, `${at}/BackoffRate`, diagnostics);
  const jitter = fields['JitterStrategy'] ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE')
    diagnostics.schema('Value should be one of the following: [FULL, NONE]', `${at}/JitterStrategy`);
  const number = (name: string, fallback: number): number => {
    const value = fields[name];
    return typeof value === 'number' ? value : fallback;
  };
  return [
    {
      errorEquals: errorNames(fields, last, at, diagnostics),
      intervalSeconds: number('IntervalSeconds', 1),
      backoffRate: number('BackoffRate', 2),
      maxAttempts: number('MaxAttempts', 3),
      maxDelaySeconds: number('MaxDelaySeconds', Number.POSITIVE_INFINITY),
      fullJitter: jitter === 'FULL',
    },
  ];
}

export function parseCatch(value: Json | undefined, language: QueryLanguageName, at: string, diagnostics: Diagnostics): readonly Catcher[] {
  const all = list(value, at, diagnostics);
  return all.flatMap((fields, index) => {
    const itemAt = `${at}[${index}]`;
    if (!isObject(fields)) {
      diagnostics.schema('Expected value of type [OBJECT]', itemAt);
      return [];
    }
    for (const name of Object.keys(fields))
      if (!CATCHER_FIELDS.includes(name) && name !== CATCHER_LANGUAGE_FIELDS[language])
        diagnostics.schema(`Field '${name}' is not supported`, itemAt);
    if (language === 'JSONPath' && typeof fields['ResultPath'] === 'string')
      checkPath(fields['ResultPath'], `${itemAt}/ResultPath`, diagnostics, true);
    const errorEquals = errorNames(fields, index === all.length - 1, itemAt, diagnostics);
    const next = fields['Next'];
    if (typeof next === 'string') return [{ errorEquals, next, fields }];
    diagnostics.required(['Next'], itemAt);
    return [];
  });
}
