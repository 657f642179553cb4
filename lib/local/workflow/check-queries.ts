/** Checks every JSONata expression of a state when its machine is created: one that cannot be parsed, or reads what is not there, is refused. */
import type { StateType } from './definition.ts';
import type { Diagnostics } from './diagnostics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { compile, expressionIn } from './jsonata.ts';
import { unsupportedReferences } from './jsonata-references.ts';

/** Fields AWS takes as they are, a `{% … %}` inside included (floci-io/floci#2699, measured [S]); states inside are checked themselves. */
const LITERAL: ReadonlySet<string> = new Set([
  ...['Type', 'Comment', 'QueryLanguage', 'Next', 'End', 'Resource', 'Default', 'Label', 'Retry', 'Catch', 'Choices'],
  ...['Branches', 'ItemProcessor', 'Iterator', 'ItemReader', 'ItemBatcher', 'ResultWriter'],
]);

export function checkQueries(fields: JsonObject, type: StateType, at: string, diagnostics: Diagnostics): void {
  for (const [name, value] of Object.entries(fields)) if (!LITERAL.has(name)) checkValue(value, `${at}/${name}`, diagnostics, false);
  if (type === 'Choice') checkItems(fields['Choices'], ['Condition', 'Output', 'Assign'], `${at}/Choices`, diagnostics, false);
  checkItems(fields['Catch'], ['Output', 'Assign'], `${at}/Catch`, diagnostics, true);
}

/** Rules and catchers; only a catcher knows of an error. */
function checkItems(items: Json | undefined, names: readonly string[], at: string, diagnostics: Diagnostics, knowsError: boolean): void {
  if (!Array.isArray(items)) return;
  for (const [index, item] of items.entries())
    if (isObject(item))
      for (const name of names) if (item[name] !== undefined) checkValue(item[name], `${at}[${index}]/${name}`, diagnostics, knowsError);
}

function checkValue(value: Json, at: string, diagnostics: Diagnostics, knowsError: boolean): void {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    if (expression !== undefined) checkExpression(expression, at, diagnostics, knowsError);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValue(item, `${at}[${index}]`, diagnostics, knowsError);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) checkValue(item, `${at}/${name}`, diagnostics, knowsError);
  }
}

function checkExpression(expression: string, at: string, diagnostics: Diagnostics, knowsError: boolean): void {
  try {
    for (const message of unsupportedReferences(compile(expression), knowsError))
      diagnostics.add('UNSUPPORTED_JSONATA_EXPRESSION', message, at);
  } catch (problem) {
    // The parser's own sentence, as AWS gives it (floci-io/floci#2745, measured [S]).
    const { message } = problem as { readonly message?: unknown };
    diagnostics.add('INVALID_JSONATA_EXPRESSION', typeof message === 'string' ? message : String(problem), at);
  }
}
