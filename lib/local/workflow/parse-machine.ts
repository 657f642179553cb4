/** Reads a state machine definition; everything AWS would refuse is told at once, with AWS's code, words and place. */

import { checkLanguage } from './check-fields.ts';
import { checkGraph } from './check-graph.ts';
import { checkSeconds } from './check-values.ts';
import type { Branch, Machine, MachineType, QueryLanguageName, State } from './definition.ts';
import { Diagnostics, InvalidDefinition } from './diagnostics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseState, type Reading } from './parse-state.ts';
import type { TaskResource } from './task-runner.ts';

const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const BRANCH_FIELDS = ['Comment', 'StartAt', 'States', 'ProcessorConfig'];

export interface ParseOptions {
  readonly type?: MachineType;
  /** Why a task's resource cannot run here, or undefined. */
  readonly refusal?: (resource: TaskResource) => string | undefined;
}

/** Throws InvalidDefinition for what AWS refuses, UnsupportedDefinition for what only the local cloud lacks. */
export function parseMachine(text: string, options: ParseOptions = {}): Machine {
  const raw = readJson(text);
  const diagnostics = new Diagnostics();
  checkLanguage(raw['QueryLanguage'], '', diagnostics);
  const language: QueryLanguageName = raw['QueryLanguage'] === undefined || raw['QueryLanguage'] === 'JSONPath' ? 'JSONPath' : 'JSONata';
  const names = new Set<string>();
  const reading: Reading = {
    diagnostics,
    language,
    options,
    parseBranch: (inner, at) => parseBranch(inner, at, BRANCH_FIELDS, reading, names),
  };
  const branch = parseBranch(raw, '', MACHINE_FIELDS, reading, names);
  const { TimeoutSeconds: timeout, Version: version } = raw;
  if (version !== undefined && version !== '1.0') diagnostics.schema('Value should be one of the following: [1.0]', '/Version');
  checkSeconds(timeout, 1, '/TimeoutSeconds', diagnostics);
  diagnostics.throwIfAny();
  return { ...branch, ...(typeof timeout === 'number' ? { timeoutSeconds: timeout } : {}) };
}

function readJson(text: string): JsonObject {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (problem) {
    throw new InvalidDefinition([{ code: 'INVALID_JSON_DESCRIPTION', message: problem instanceof Error ? problem.message : 'not JSON' }]);
  }
  if (isObject(raw)) return raw;
  throw new InvalidDefinition([{ code: 'SCHEMA_VALIDATION_FAILED', message: 'Expected value of type [OBJECT]', location: '/' }]);
}

function parseBranch(raw: Json, at: string, fields: readonly string[], reading: Reading, names: Set<string>): Branch {
  const { diagnostics } = reading;
  const states = new Map<string, State>();
  if (!isObject(raw)) {
    diagnostics.schema('Expected value of type [OBJECT]', at);
    return { startAt: '', states };
  }
  for (const name of Object.keys(raw)) if (!fields.includes(name)) diagnostics.schema(`Field '${name}' is not supported`, at || '/');
  const { StartAt: startAt, States: rawStates } = raw;
  diagnostics.required(
    ['StartAt', 'States'].filter((name) => raw[name] === undefined),
    at || '/',
  );
  if (startAt !== undefined && typeof startAt !== 'string') diagnostics.schema('Expected value of type [STRING]', `${at}/StartAt`);
  if (rawStates !== undefined && !isObject(rawStates)) diagnostics.schema('Expected value of type [OBJECT]', `${at}/States`);
  for (const [name, state] of isObject(rawStates) ? Object.entries(rawStates) : []) {
    const stateAt = `${at}/States/${name}`;
    // States Language, "States": names are unique in the whole machine and have at most 80 characters.
    if (names.has(name)) diagnostics.add('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, stateAt);
    if ([...name].length > 80) diagnostics.add('INVALID_STATE_NAME', `State name is longer than 80 characters: ${name}`, stateAt);
    names.add(name);
    const parsed = parseState(name, state, stateAt, reading);
    if (parsed) states.set(name, parsed);
  }
  if (typeof startAt === 'string' && isObject(rawStates)) checkGraph(startAt, Object.keys(rawStates), states, at, diagnostics);
  return { startAt: typeof startAt === 'string' ? startAt : '', states };
}
