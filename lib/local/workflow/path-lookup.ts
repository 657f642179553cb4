/** Follows paths from a state's input, context object and variables, with AWS's complaints when they lead nowhere. */
import { QueryFailure } from './failure.ts';
import type { Json, JsonObject } from './json.ts';
import { canonical, findAll, type Path, parsePath } from './json-path.ts';
import { PathError } from './path-error.ts';

/** What paths can start from, and the chance intrinsic functions draw from. */
export interface Roots {
  readonly input: Json;
  readonly context: JsonObject;
  readonly variables: Readonly<Record<string, Json>>;
  random(): number;
}

/** What a path finds; undefined when a definite path leads nowhere. */
export function lookUp(path: Path, roots: Roots): Json | undefined {
  const root = path.root === '$' ? roots.input : path.root === '$$' ? roots.context : roots.variables[path.root];
  if (root === undefined) return undefined;
  const found = findAll(root, path.segments);
  return path.definite ? found[0] : found;
}

const parse = (text: string): Path => {
  try {
    return parsePath(text);
  } catch (problem) {
    throw new QueryFailure('States.Runtime', problem instanceof PathError ? problem.message : String(problem));
  }
};

/** A path in a field such as InputPath. Text recorded on AWS (Jayway's own complaint inside). */
export function readPathField(text: string, roots: Roots): Json {
  const path = parse(text);
  const value = lookUp(path, roots);
  if (value === undefined) throw new QueryFailure('States.Runtime', `Invalid path '${text}' : ${complaint(path, roots)}`);
  return value;
}

function complaint(path: Path, roots: Roots): string {
  const parents = path.segments.slice(0, -1);
  const parentFound = lookUp({ ...path, segments: parents }, roots) !== undefined;
  return parentFound ? `No results for path: ${canonical(path)}` : `Missing property in path ${canonical(path, parents.length)}`;
}

/** A path in a place whose absence AWS reports with the field's name and the input. Text recorded on AWS. */
export function readNamedPath(text: string, name: string, roots: Roots): Json {
  const path = parse(text);
  const value = lookUp(path, roots);
  if (value !== undefined) return value;
  const input = JSON.stringify(path.root === '$$' ? roots.context : roots.input);
  throw new QueryFailure(
    'States.Runtime',
    `The JSONPath '${text}' specified for the field '${name}' could not be found in the input '${input}'`,
  );
}
