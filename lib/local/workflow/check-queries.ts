/** Checks every query of a state when its machine is created: a JSONata expression that cannot be parsed, or that AWS forbids, is refused. */
import { InvalidDefinition, type QueryLanguageName } from './definition.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { compile, expressionIn } from './jsonata.ts';

/** Structure of its own: parsed states inside have been, or will be, checked themselves. */
const NESTED = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Comment']);

export function checkQueries(fields: JsonObject, language: QueryLanguageName, at: string): void {
  if (language !== 'JSONata') return;
  for (const [name, value] of Object.entries(fields)) if (!NESTED.has(name)) checkValue(value, `${at}/${name}`);
}

function checkValue(value: Json, at: string): void {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    if (expression === undefined) return;
    try {
      compile(expression);
    } catch (problem) {
      const text = problem instanceof Error || isObject(problem) ? String((problem as { message?: unknown }).message) : String(problem);
      throw new InvalidDefinition(`The JSONata expression '${expression}' could not be parsed. ${text}`, at);
    }
  } else if (Array.isArray(value)) {
    value.forEach((item: Json, index) => {
      checkValue(item, `${at}[${index}]`);
    });
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) checkValue(item, `${at}/${name}`);
  }
}
