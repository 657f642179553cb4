/** Reads a state machine definition; what AWS would refuse, or what is not emulated, is refused with state and field named. */

import { checkGraph } from './check-graph.ts';
import { checkQueries } from './check-queries.ts';
import {
  type Branch,
  type ChoiceRule,
  InvalidDefinition,
  type Machine,
  type MachineType,
  type QueryLanguageName,
  type State,
  type StateType,
} from './definition.ts';
import { isObject, type JsonObject } from './json.ts';
import { known, list, parseCatch, parseRetry } from './parse-handlers.ts';
import { allowedFields, UNSUPPORTED_FIELDS } from './state-fields.ts';
import { parseResource, type TaskResource } from './task-runner.ts';

const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const CHOICE_FIELDS = ['Condition', 'Next', 'Output', 'Assign', 'Comment'];

const STATE_TYPES: readonly StateType[] = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];

export interface ParseOptions {
  readonly type?: MachineType;
  /** Why a task's resource cannot run here, or undefined. */
  readonly refusal?: (resource: TaskResource) => string | undefined;
}

/** Throws InvalidDefinition. */
export function parseMachine(text: string, options: ParseOptions = {}): Machine {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (problem) {
    throw new InvalidDefinition(problem instanceof Error ? problem.message : 'not JSON', '/', 'INVALID_JSON_DESCRIPTION');
  }
  if (!isObject(raw)) throw new InvalidDefinition('Expected value of type Object', '/');
  known(raw, MACHINE_FIELDS, '');
  const branch = parseBranch(raw, '', language(raw, 'JSONPath', ''), options);
  const timeout = raw['TimeoutSeconds'];
  if (timeout !== undefined && (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 1))
    throw new InvalidDefinition("The field 'TimeoutSeconds' must be a positive integer", '/TimeoutSeconds');
  return { ...branch, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) };
}

function language(fields: JsonObject, outer: QueryLanguageName, at: string): QueryLanguageName {
  const own = fields['QueryLanguage'];
  if (own === undefined) return outer;
  if (own !== 'JSONata' && own !== 'JSONPath')
    throw new InvalidDefinition("Value is not valid. Allowed values: 'JSONPath', 'JSONata'", `${at}/QueryLanguage`);
  if (own === 'JSONPath' && outer === 'JSONata')
    throw new InvalidDefinition("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", `${at}/QueryLanguage`);
  return own;
}

function parseBranch(raw: JsonObject, at: string, outer: QueryLanguageName, options: ParseOptions): Branch {
  const missing = ['StartAt', 'States'].filter((name) => raw[name] === undefined);
  if (missing.length > 0) throw new InvalidDefinition(`These fields are required: [${missing.join(', ')}]`, at || '/');
  const { StartAt: startAt, States: rawStates } = raw;
  if (!isObject(rawStates) || Object.keys(rawStates).length === 0)
    throw new InvalidDefinition('Expected value of type Object with at least one state', `${at}/States`);
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(rawStates)) {
    const stateAt = `${at}/States/${name}`;
    if (!isObject(state)) throw new InvalidDefinition('Expected value of type Object', stateAt);
    // States Language: names have at most 80 characters.
    if ([...name].length > 80) throw new InvalidDefinition('State name is longer than 80 characters', stateAt);
    states.set(name, parseState(name, state, stateAt, outer, options));
  }
  if (typeof startAt !== 'string') throw new InvalidDefinition('Expected value of type String', `${at}/StartAt`);
  checkGraph(startAt, states, at);
  return { startAt, states };
}

function parseState(name: string, fields: JsonObject, at: string, outer: QueryLanguageName, options: ParseOptions): State {
  const type = STATE_TYPES.find((candidate) => candidate === fields['Type']);
  if (!type) throw new InvalidDefinition(`The field 'Type' must be one of: [${STATE_TYPES.join(', ')}]`, `${at}/Type`);
  const own = language(fields, outer, at);
  const allowed = allowedFields(type, own);
  for (const key of Object.keys(fields)) {
    if (!allowed.has(key))
      throw new InvalidDefinition(`The field '${key}' is not supported by the ${type} state in ${own}`, `${at}/${key}`);
    if (UNSUPPORTED_FIELDS.has(key)) throw new InvalidDefinition(`The field '${key}' is not emulated locally`, `${at}/${key}`);
  }
  const flows = type !== 'Choice' && type !== 'Succeed' && type !== 'Fail';
  if (flows && (fields['Next'] === undefined) === (fields['End'] !== true))
    throw new InvalidDefinition("Exactly one of the fields 'Next' and 'End' is required", at);
  checkQueries(fields, own, at);
  const next = fields['Next'];
  const defaultNext = fields['Default'];
  return {
    name,
    type,
    language: own,
    fields,
    ...(typeof next === 'string' ? { next } : {}),
    ...(typeof defaultNext === 'string' ? { defaultNext } : {}),
    retry: parseRetry(fields['Retry'], `${at}/Retry`),
    catch: parseCatch(fields['Catch'], own, `${at}/Catch`),
    choices: type === 'Choice' ? parseChoices(fields, own, at) : [],
    branches: type === 'Parallel' ? parseBranches(fields, outer, at, options) : [],
    ...(type === 'Map' ? { processor: parseProcessor(fields, outer, at, options) } : {}),
    ...(type === 'Task' ? { resource: parseTask(fields, at, options) } : {}),
  };
}

function parseChoices(fields: JsonObject, own: QueryLanguageName, at: string): readonly ChoiceRule[] {
  const rules = list(fields['Choices'], `${at}/Choices`);
  if (rules.length === 0) throw new InvalidDefinition("The field 'Choices' must be a list with at least one rule", at);
  return rules.map((rule, index) => {
    const next = isObject(rule) ? rule['Next'] : undefined;
    if (!isObject(rule) || typeof next !== 'string')
      throw new InvalidDefinition('These fields are required: [Next]', `${at}/Choices[${index}]`);
    if (own === 'JSONata') known(rule, CHOICE_FIELDS, `${at}/Choices[${index}]`);
    if (own === 'JSONata' && rule['Condition'] === undefined)
      throw new InvalidDefinition('These fields are required: [Condition]', `${at}/Choices[${index}]`);
    return { next, fields: rule };
  });
}

/** Inner states take the machine's language, not that of the state around them. */
function parseBranches(fields: JsonObject, outer: QueryLanguageName, at: string, options: ParseOptions): readonly Branch[] {
  return list(fields['Branches'], `${at}/Branches`).map((branch, index) => {
    const branchAt = `${at}/Branches[${index}]`;
    if (!isObject(branch)) throw new InvalidDefinition('Expected value of type Object', branchAt);
    return parseBranch(branch, branchAt, language(branch, outer, branchAt), options);
  });
}

function parseProcessor(
  fields: JsonObject,
  outer: QueryLanguageName,
  at: string,
  options: ParseOptions,
): Branch & { distributed: boolean } {
  const name = fields['ItemProcessor'] === undefined ? 'Iterator' : 'ItemProcessor';
  const raw = fields[name];
  if (!isObject(raw)) throw new InvalidDefinition('These fields are required: [ItemProcessor]', at);
  const config = raw['ProcessorConfig'];
  const distributed = isObject(config) && config['Mode'] === 'DISTRIBUTED';
  return { ...parseBranch(raw, `${at}/${name}`, language(raw, outer, `${at}/${name}`), options), distributed };
}

function parseTask(fields: JsonObject, at: string, options: ParseOptions): TaskResource {
  const arn = fields['Resource'];
  const resource = typeof arn === 'string' ? parseResource(arn) : undefined;
  if (!resource) throw new InvalidDefinition(`Value is not a valid resource ARN: ${String(arn)}`, `${at}/Resource`);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = fields;
  for (const [name, value] of Object.entries({ TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat }))
    if (typeof value === 'number' && (!Number.isInteger(value) || value < 1))
      throw new InvalidDefinition(`The field '${name}' must be a positive integer`, `${at}/${name}`);
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    throw new InvalidDefinition("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", `${at}/HeartbeatSeconds`);
  const credentials = fields['Credentials'];
  if (credentials !== undefined && !(isObject(credentials) && ('RoleArn' in credentials || 'RoleArn.$' in credentials)))
    throw new InvalidDefinition("The field 'RoleArn' is required but was missing", `${at}/Credentials`);
  if (options.type === 'EXPRESS' && resource.kind === 'integration' && resource.pattern !== 'request') {
    const pattern = resource.pattern === 'waitForTaskToken' ? '.waitForTaskToken' : '.sync';
    // Two blanks before "at", as recorded on AWS.
    throw new InvalidDefinition(`Express state machine does not support '${pattern}' service integration `, `${at}/Resource`);
  }
  const refusal = options.refusal?.(resource);
  if (refusal !== undefined) throw new InvalidDefinition(refusal, `${at}/Resource`);
  return resource;
}
