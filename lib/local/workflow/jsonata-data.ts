/** How JSONata states take their input, arguments, output and variables. */
import { QueryFailure } from './failure.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type Bindings, evaluateTemplate, evaluateTyped, type JsonataSurroundings } from './jsonata.ts';
import { contextObject, type Exit, type StateData, type Visit } from './visit.ts';

type States = Readonly<{ result?: Json; errorOutput?: Json }>;

const surroundings = (visit: Visit): JsonataSurroundings => {
  const { execution } = visit.scope;
  return { now: () => execution.scheduler.now(), random: () => execution.random() };
};

const bindings = (visit: Visit, states: States = {}): Bindings => ({
  ...visit.scope.variables,
  states: { input: visit.input, context: contextObject(visit), ...states },
});

const evaluate = (visit: Visit, template: Json, location: string, states?: States) =>
  evaluateTemplate(template, location, bindings(visit, states), surroundings(visit));

/** Output and Assign see the same variables: those from before the state. */
async function leave(visit: Visit, fields: JsonObject, fallback: Json, states: States, at = ''): Promise<Exit> {
  const output = fields['Output'] === undefined ? fallback : await evaluate(visit, fields['Output'], `${at}Output`, states);
  const assign = fields['Assign'];
  if (!isObject(assign)) return { output };
  const assigned = await evaluate(visit, assign, `${at}Assign`, states);
  return isObject(assigned) ? { output, assigned } : { output };
}

async function typed(visit: Visit, name: string, type: 'number' | 'string'): Promise<Json | undefined> {
  const template = visit.state.fields[name];
  return template === undefined ? undefined : evaluateTyped(template, type, name, bindings(visit), surroundings(visit));
}

export const jsonataData: StateData = {
  input: async (visit) => visit.input,
  arguments: async (visit, input) => {
    const template = visit.state.fields['Arguments'];
    return template === undefined ? input : evaluate(visit, template, 'Arguments');
  },
  exit: (visit, _input, result) => leave(visit, visit.state.fields, result, { result }),
  pass: (visit, input, fields = visit.state.fields) => leave(visit, fields, input, {}),
  caught: (visit, _input, catcher, failure) => leave(visit, catcher.fields, failure.output(), { errorOutput: failure.output() }),
  number: async (visit, _input, name) => {
    const value = await typed(visit, name, 'number');
    return typeof value === 'number' ? value : undefined;
  },
  text: async (visit, _input, name) => {
    const value = await typed(visit, name, 'string');
    return typeof value === 'string' ? value : undefined;
  },
  choose: async (visit, _input, rule, at) =>
    (await evaluateTyped(rule['Condition'] ?? null, 'boolean', `${at}/Condition`, bindings(visit), surroundings(visit))) === true,
  items: async (visit, input) => {
    const template = visit.state.fields['Items'];
    const items = template === undefined ? input : await evaluateTyped(template, 'array', 'Items', bindings(visit), surroundings(visit));
    if (!Array.isArray(items))
      throw new QueryFailure('States.QueryEvaluationError', `Map state input must be an array but was: ${JSON.stringify(items)}`);
    return items;
  },
  itemInput: async (visit, _input, item) => {
    const template = visit.state.fields['ItemSelector'];
    if (template === undefined) return item['Value'] ?? null;
    const inner: Visit = { ...visit, scope: { ...visit.scope, mapItem: item } };
    return evaluate(inner, template, 'ItemSelector');
  },
};
