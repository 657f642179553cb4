/** JSONata as Step Functions evaluates it: `{% %}` around a whole string, its own functions, virtual time, AWS's error texts. */
import jsonata from 'jsonata';
import { QueryFailure } from './failure.ts';
import { isObject, type Json, typeName } from './json.ts';
import { jsonataFunctions } from './jsonata-functions.ts';

/** Variables by name without `$`: `states`, and what Assign has set. */
export type Bindings = Readonly<Record<string, unknown>>;

export interface JsonataSurroundings {
  now(): number;
  random(): number;
}

const compiled = new Map<string, jsonata.Expression>();

/** The expression inside `{% … %}`, or undefined for a plain string (blanks around the braces make it plain). */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Parses once per text; throws jsonata's own error. */
export function compile(expression: string): jsonata.Expression {
  let parsed = compiled.get(expression);
  if (!parsed) {
    parsed = jsonata(expression);
    compiled.set(expression, parsed);
  }
  return parsed;
}

const failure = (location: string, text: string) => new QueryFailure('States.QueryEvaluationError', text, location);

/** One expression's JSON value. Throws QueryFailure for errors and for `undefined`. */
async function evaluateExpression(
  expression: string,
  location: string,
  bindings: Bindings,
  surroundings: JsonataSurroundings,
): Promise<Json> {
  const says = `The JSONata expression '${expression}' specified for the field '${location}'`;
  let value: unknown;
  try {
    value = await compile(expression).evaluate(undefined, { ...jsonataFunctions(surroundings), ...bindings });
  } catch (problem) {
    const { code, message } = problem as { code?: string; message?: string };
    throw failure(
      location,
      `${says} threw an error during evaluation. ${code === undefined ? '' : `${code}: `}${message ?? String(problem)}`,
    );
  }
  if (value === undefined) throw failure(location, `${says} returned nothing (undefined).`);
  // JSONata marks its sequences and may hold undefined or functions inside: JSON has neither.
  const text = JSON.stringify(value);
  if (text === undefined || typeof value === 'function') throw failure(location, `${says} returned an unsupported result type.`);
  return typeof value === 'object' ? (JSON.parse(text) as Json) : (value as Json);
}

/** A field that may hold expressions at any depth. `location` names the field (`Output`), deeper ones as `Output/a/b`. */
export async function evaluateTemplate(
  template: Json,
  location: string,
  bindings: Bindings,
  surroundings: JsonataSurroundings,
): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluateExpression(expression, location, bindings, surroundings);
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries())
      items.push(await evaluateTemplate(item, `${location}[${index}]`, bindings, surroundings));
    return items;
  }
  if (isObject(template)) {
    const result: Record<string, Json> = {};
    for (const [name, item] of Object.entries(template))
      result[name] = await evaluateTemplate(item, `${location}/${name}`, bindings, surroundings);
    return result;
  }
  return template;
}

/** As evaluateTemplate, and the result must be of one JSON type. */
export async function evaluateTyped(
  template: Json,
  expected: ReturnType<typeof typeName>,
  location: string,
  bindings: Bindings,
  surroundings: JsonataSurroundings,
): Promise<Json> {
  const value = await evaluateTemplate(template, location, bindings, surroundings);
  if (typeName(value) === expected) return value;
  const expression = typeof template === 'string' ? (expressionIn(template) ?? template) : JSON.stringify(template);
  throw failure(
    location,
    `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
  );
}
