/** JSONPath as Step Functions reads it (Jayway's dialect): fields, indexes, slices, unions, wildcards, descent, filters. */
import { isObject, type Json } from './json.ts';
import { type Filter, parseFilter } from './json-path-filter.ts';
import { PathError } from './path-error.ts';

export type Segment =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descent' }
  | { readonly kind: 'filter'; readonly filter: Filter };

export interface Path {
  readonly text: string;
  /** `$`: the input; `$$`: the context object; else a variable's name. */
  readonly root: string;
  readonly segments: readonly Segment[];
  /** A definite path names one place; others give a list of what they find. */
  readonly definite: boolean;
}

const parsed = new Map<string, Path>();

/** Throws PathError. */
export function parsePath(text: string): Path {
  let path = parsed.get(text);
  if (!path) {
    path = readPath(text);
    parsed.set(text, path);
  }
  return path;
}

function readPath(text: string): Path {
  const root = /^(\$\$|\$[\p{L}_][\p{L}\p{N}_]*|\$)/u.exec(text)?.[1];
  if (root === undefined) throw new PathError(`Invalid path '${text}'`);
  const segments: Segment[] = [];
  let rest = text.slice(root.length);
  while (rest.length > 0) {
    const [segment, length] = readSegment(rest, text);
    segments.push(segment);
    rest = rest.slice(length);
  }
  const definite = segments.every(
    (segment) => (segment.kind === 'names' && segment.names.length === 1) || (segment.kind === 'indexes' && segment.indexes.length === 1),
  );
  return { text, root: root.length > 1 && root !== '$$' ? root.slice(1) : root, segments, definite };
}

/** The first segment of `rest` and how many characters it takes. A descent takes only its first dot. */
function readSegment(rest: string, text: string): [Segment, number] {
  if (rest.startsWith('..')) return [{ kind: 'descent' }, rest.startsWith('..[') ? 2 : 1];
  if (rest.startsWith('.*')) return [{ kind: 'wildcard' }, 2];
  const name = /^\.([^.[\]()]+)/u.exec(rest);
  if (name?.[1] !== undefined) return [{ kind: 'names', names: [name[1]] }, name[0].length];
  if (rest.startsWith('[')) {
    const end = closingBracket(rest);
    if (end > 0) return [readBracket(rest.slice(1, end).trim(), text), end + 1];
  }
  throw new PathError(`Invalid path '${text}'`);
}

function closingBracket(rest: string): number {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest.charAt(at);
    if (quote) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '[') depth += 1;
    else if (character === ']' && --depth === 0) return at;
  }
  return -1;
}

function readBracket(inner: string, text: string): Segment {
  if (inner === '*') return { kind: 'wildcard' };
  if (inner.startsWith('?')) return { kind: 'filter', filter: parseFilter(inner.slice(1).trim(), finder) };
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?$/.exec(inner);
  if (slice) {
    const [, from, to] = slice;
    return { kind: 'slice', ...(from === undefined ? {} : { from: Number(from) }), ...(to === undefined ? {} : { to: Number(to) }) };
  }
  if (/^-?\d+(\s*,\s*-?\d+)*$/.test(inner)) return { kind: 'indexes', indexes: inner.split(',').map(Number) };
  const names = [...inner.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
  );
  if (names.length === 0) throw new PathError(`Invalid path '${text}'`);
  return { kind: 'names', names };
}

/** What a filter's `@` path finds first. */
function finder(path: string): (item: Json) => Json | undefined {
  const { segments } = parsePath(path);
  return (item) => findAll(item, segments)[0];
}

/** Everything the segments find, in order. */
export function findAll(root: Json, segments: readonly Segment[]): readonly Json[] {
  let found: readonly Json[] = [root];
  for (const segment of segments) found = found.flatMap((value) => step(value, segment));
  return found;
}

function step(value: Json, segment: Segment): readonly Json[] {
  switch (segment.kind) {
    case 'names':
      return isObject(value) ? segment.names.flatMap((name) => (Object.hasOwn(value, name) ? [value[name] ?? null] : [])) : [];
    case 'indexes':
      return Array.isArray(value) ? segment.indexes.flatMap((index) => value.slice(index, index === -1 ? undefined : index + 1)) : [];
    case 'slice':
      return Array.isArray(value) ? value.slice(segment.from, segment.to) : [];
    case 'wildcard':
      return children(value);
    case 'descent':
      return [value, ...children(value).flatMap((child) => step(child, segment))];
    case 'filter':
      return (Array.isArray(value) ? value : [value]).filter((item: Json) => segment.filter(item));
  }
}

const children = (value: Json): readonly Json[] => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []);

/** Jayway's canonical form of a definite path: `$['a'][0]`. */
export const canonical = (path: Path, length = path.segments.length): string =>
  `$${path.segments
    .slice(0, length)
    .map((segment) => {
      if (segment.kind === 'names') return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
      return segment.kind === 'indexes' ? `[${segment.indexes.join(',')}]` : '[*]';
    })
    .join('')}`;

/** Reference path: puts a value at a definite path of fields and indexes, making objects on the way. Throws PathError where there is no room. */
export function putAt(root: Json, path: Path, value: Json): Json {
  const put = (target: Json, at: number): Json => {
    const segment = path.segments[at];
    if (!segment) return value;
    if (segment.kind === 'indexes' && Array.isArray(target)) {
      const index = segment.indexes[0] ?? 0;
      return target.map((item: Json, position) => (position === index ? put(item, at + 1) : item));
    }
    if (segment.kind !== 'names') throw new PathError(`Invalid reference path '${path.text}'`);
    const name = segment.names[0] ?? '';
    if (!isObject(target)) throw new PathError(`Unable to apply step "${name}" to input ${JSON.stringify(target)}`);
    return { ...target, [name]: put(target[name] ?? {}, at + 1) };
  };
  return put(root, 0);
}
