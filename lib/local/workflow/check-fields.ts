/** Checks which fields a state has: known to its type, of its query language, and one of each kind that excludes another. */
import type { QueryLanguageName, StateType } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Json, JsonObject } from './json.ts';
import { languagesOf, UNSUPPORTED_FIELDS } from './state-fields.ts';

const other: Record<QueryLanguageName, QueryLanguageName> = { JSONata: 'JSONPath', JSONPath: 'JSONata' };

/** Reports a QueryLanguage that is neither, at the field. */
export function checkLanguage(value: Json | undefined, at: string, diagnostics: Diagnostics): void {
  if (value === undefined || value === 'JSONPath' || value === 'JSONata') return;
  const message =
    typeof value === 'string' ? 'Value should be one of the following: [JSONPath, JSONata]' : 'Expected value of type [STRING]';
  diagnostics.schema(message, `${at}/QueryLanguage`);
}

/**
 * The language a state speaks: the machine's unless it names one; whatever is not exactly `JSONPath` is JSONata. A state cannot go
 * back to JSONPath in a JSONata machine; then nothing else is said of its fields. All measured on AWS (floci-io/floci#2968 [S]).
 */
export function languageOf(fields: JsonObject, machine: QueryLanguageName): { language: QueryLanguageName; downgraded: boolean } {
  const own = fields['QueryLanguage'];
  const language = own === undefined ? machine : own === 'JSONPath' ? 'JSONPath' : 'JSONata';
  return { language, downgraded: machine === 'JSONata' && own === 'JSONPath' };
}

export function checkFields(fields: JsonObject, type: StateType, machine: QueryLanguageName, at: string, diagnostics: Diagnostics): void {
  const { language, downgraded } = languageOf(fields, machine);
  if (downgraded) diagnostics.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at);
  for (const name of Object.keys(fields)) {
    const languages = languagesOf(type, name);
    if (languages.length === 0) diagnostics.schema(`Field '${name}' is not supported`, at);
    else if (!languages.includes(language) && !downgraded)
      diagnostics.schema(
        `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other[language]}' QueryLanguage`,
        at,
      );
    else if (UNSUPPORTED_FIELDS.has(name)) diagnostics.lack(`the field '${name}'`, at);
  }
  checkLanguage(fields['QueryLanguage'], at, diagnostics);
}

/** At most one of the fields; their twins ending in `Path` say the same in another way. The wording is ours [U]. */
export function checkOneOf(fields: JsonObject, names: readonly string[], at: string, diagnostics: Diagnostics, needed = false): void {
  const given = names.filter((name) => fields[name] !== undefined);
  if (given.length > 1) diagnostics.schema(`Only one of the fields [${given.join(', ')}] is allowed`, at);
  if (needed && given.length === 0) diagnostics.schema(`One of these fields is required: [${names.join(', ')}]`, at);
}
