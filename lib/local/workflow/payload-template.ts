/** Payload templates of JSONPath states: fields ending in `.$` take a path or an intrinsic function. */
import { evaluateIntrinsic } from './intrinsic.ts';
import { isObject, type Json } from './json.ts';
import { type Roots, readNamedPath } from './path-lookup.ts';

export function evaluatePayload(template: Json, roots: Roots): Json {
  if (Array.isArray(template)) return template.map((item: Json) => evaluatePayload(item, roots));
  if (!isObject(template)) return template;
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith('.$') || typeof value !== 'string') result[name] = evaluatePayload(value, roots);
    else result[name.slice(0, -2)] = evaluateQuery(value, name, roots);
  }
  return result;
}

const evaluateQuery = (text: string, name: string, roots: Roots): Json =>
  text.startsWith('States.') ? evaluateIntrinsic(text, name, roots) : readNamedPath(text, name, roots);
