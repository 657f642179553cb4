/** How JSONPath states take their input, parameters, result and output. */
import { choose } from './choice-rule.ts';
import { QueryFailure } from './failure.ts';
import { evaluateIntrinsic } from './intrinsic.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parsePath, putAt } from './json-path.ts';
import { type Roots, readNamedPath, readPathField } from './path-lookup.ts';
import { evaluatePayload } from './payload-template.ts';
import { contextObject, type Exit, type StateData, type Visit } from './visit.ts';

const roots = (visit: Visit, input: Json): Roots => ({
  input,
  context: contextObject(visit),
  variables: visit.scope.variables,
  random: () => visit.scope.execution.random(),
});

/** InputPath and OutputPath: absent means `$`, null means nothing at all. */
function through(visit: Visit, name: 'InputPath' | 'OutputPath', value: Json): Json {
  const path = visit.state.fields[name];
  if (path === null) return {};
  return typeof path === 'string' ? readPathField(path, roots(visit, value)) : value;
}

/** ResultPath against the state's raw input. */
function combine(fields: JsonObject, input: Json, result: Json): Json {
  const path = fields['ResultPath'];
  if (path === null) return input;
  if (typeof path !== 'string' || path === '$') return result;
  try {
    return putAt(input, parsePath(path), result);
  } catch (problem) {
    // The error's name: Developer Guide, "Error names". [D]
    throw new QueryFailure('States.ResultPathMatchFailure', problem instanceof Error ? problem.message : String(problem));
  }
}

function assigned(visit: Visit, fields: JsonObject, from: Json): Pick<Exit, 'assigned'> {
  const template = fields['Assign'];
  if (!isObject(template)) return {};
  const values = evaluatePayload(template, roots(visit, from));
  return isObject(values) ? { assigned: values } : {};
}

export const jsonPathData: StateData = {
  input: async (visit) => through(visit, 'InputPath', visit.input),
  arguments: async (visit, input) => {
    const template = visit.state.fields['Parameters'];
    return template === undefined ? input : evaluatePayload(template, roots(visit, input));
  },
  exit: async (visit, _input, result) => {
    const { fields } = visit.state;
    const selector = fields['ResultSelector'];
    const selected = selector === undefined ? result : evaluatePayload(selector, roots(visit, result));
    const output = through(visit, 'OutputPath', combine(fields, visit.input, selected));
    return { output, ...assigned(visit, fields, selected) };
  },
  pass: async (visit, input, fields = visit.state.fields) => ({
    output: through(visit, 'OutputPath', input),
    ...assigned(visit, fields, input),
  }),
  caught: async (visit, _input, catcher, failure) => {
    const output = failure.output();
    return { output: combine(catcher.fields, visit.input, output), ...assigned(visit, catcher.fields, output) };
  },
  number: async (visit, input, name) => {
    const literal = visit.state.fields[name];
    if (typeof literal === 'number') return literal;
    const path = visit.state.fields[`${name}Path`];
    if (typeof path !== 'string') return undefined;
    return checkedNumber(readPathField(path, roots(visit, input)), name, path);
  },
  text: async (visit, input, name) => {
    const literal = visit.state.fields[name];
    if (typeof literal === 'string') return literal;
    const path = visit.state.fields[`${name}Path`];
    if (typeof path !== 'string') return undefined;
    const value = path.startsWith('States.')
      ? evaluateIntrinsic(path, `${name}Path`, roots(visit, input))
      : readNamedPath(path, `${name}Path`, roots(visit, input));
    return typeof value === 'string' ? value : JSON.stringify(value);
  },
  choose: async (visit, input, rule) => choose(rule, roots(visit, input)),
  items: async (visit, input) => {
    const path = visit.state.fields['ItemsPath'];
    const items = typeof path === 'string' ? readPathField(path, roots(visit, input)) : input;
    if (Array.isArray(items)) return items;
    const shown = typeof path === 'string' ? path : '$';
    throw new QueryFailure('States.Runtime', `Reference path "${shown}" must point to array.`);
  },
  itemInput: async (visit, input, item) => {
    const template = visit.state.fields['ItemSelector'] ?? visit.state.fields['Parameters'];
    if (template === undefined) return item['Value'] ?? null;
    const inner: Visit = { ...visit, scope: { ...visit.scope, mapItem: item } };
    return evaluatePayload(template, roots(inner, input));
  },
};

/** Texts recorded on AWS. */
function checkedNumber(value: Json, name: string, path: string): number {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const whole = typeof value === 'number' && Number.isInteger(value);
  if (name === 'Seconds') {
    if (whole) return value;
    throw new QueryFailure('States.Runtime', `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown}`);
  }
  const fraction = name === 'ToleratedFailurePercentage';
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && (fraction ? !Number.isNaN(number) : Number.isInteger(number))) return number;
  const kind = fraction ? 'float' : 'integer';
  throw new QueryFailure('States.Runtime', `The ${name}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`);
}
