/** The intrinsic functions. Source: AWS Step Functions Developer Guide, "Intrinsics for JSONPath states". [D] */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { seededRandom, uuid } from './chance.ts';
import { hashAlgorithms } from './hash-algorithms.ts';
import { isObject, type Json, sameJson } from './json.ts';

export class IntrinsicError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IntrinsicError';
  }
}

type Intrinsic = (values: readonly Json[], random: () => number) => Json;

function array(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new IntrinsicError(`Expected an array, but was ${JSON.stringify(value)}`);
  return value;
}
function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new IntrinsicError(`Expected a string, but was ${JSON.stringify(value)}`);
  return value;
}
/** Whole numbers; fractions are rounded, as AWS documents for array functions. */
function whole(value: Json | undefined): number {
  if (typeof value !== 'number') throw new IntrinsicError(`Expected a number, but was ${JSON.stringify(value)}`);
  return Math.round(value);
}

function format(values: readonly Json[]): string {
  const rest = values.slice(1);
  return text(values[0]).replace(/\\([{}\\'])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (rest.length === 0) throw new IntrinsicError('States.Format has fewer arguments than places');
    const value = rest.shift() ?? null;
    return javaText(value);
  });
}

/** Objects and arrays are written as Java writes its maps and lists, as recorded on AWS. */
function javaText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${javaText(item)}`)
    .join(', ')}}`;
}

function partition(values: readonly Json[]): Json {
  const items = array(values[0]);
  const size = whole(values[1]);
  if (size < 1) throw new IntrinsicError('The chunk size must be a positive number');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function range(values: readonly Json[]): Json {
  const [first, last, step] = [whole(values[0]), whole(values[1]), whole(values[2])];
  if (step === 0) throw new IntrinsicError('The increment must not be 0');
  const count = Math.max(Math.floor((last - first) / step) + 1, 0);
  if (count > 1_000) throw new IntrinsicError('States.ArrayRange creates at most 1000 items');
  return Array.from({ length: count }, (_, at) => first + at * step);
}

function unique(items: readonly Json[]): readonly Json[] {
  return items.filter((item, at) => items.findIndex((other) => sameJson(other, item)) === at);
}

function merge(values: readonly Json[]): Json {
  const [left, right, deep] = values;
  if (!isObject(left) || !isObject(right) || deep !== false) throw new IntrinsicError('States.JsonMerge merges two objects, not deeply');
  return { ...left, ...right };
}

function hash(values: readonly Json[]): string {
  const [data, algorithm] = values;
  const name = hashAlgorithms.get(text(algorithm));
  if (name === undefined) throw new IntrinsicError(`Unknown hash algorithm ${String(algorithm)}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

/** Blank text is null, as recorded on AWS. */
function parseJson(value: string): Json {
  if (value.trim() === '') return null;
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new IntrinsicError(`'${value}' is not JSON`);
  }
}

/** Random whole number from `first` up to, not including, `last`. */
function random(values: readonly Json[], chance: () => number): number {
  const [first, last] = [whole(values[0]), whole(values[1])];
  const draw = typeof values[2] === 'number' ? seededRandom(values[2]) : chance;
  return first + Math.floor(draw() * (last - first));
}

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Array': (values) => [...values],
  'States.ArrayPartition': partition,
  'States.ArrayContains': ([items, wanted]) => array(items).some((item) => sameJson(item, wanted ?? null)),
  'States.ArrayRange': range,
  'States.ArrayGetItem': ([items, at]) => array(items)[whole(at)] ?? null,
  'States.ArrayLength': ([items]) => array(items).length,
  'States.ArrayUnique': ([items]) => unique(array(items)),
  'States.Base64Encode': ([value]) => Buffer.from(text(value)).toString('base64'),
  'States.Base64Decode': ([value]) => Buffer.from(text(value), 'base64').toString(),
  'States.Hash': hash,
  'States.JsonMerge': merge,
  'States.StringToJson': ([value]) => parseJson(text(value)),
  'States.JsonToString': ([value]) => JSON.stringify(value ?? null),
  'States.MathRandom': random,
  'States.MathAdd': ([left, right]) => whole(left) + whole(right),
  'States.StringSplit': ([value, separators]) => {
    const characters = text(separators).replace(/[\\\]^-]/g, '\\$&');
    return text(value)
      .split(new RegExp(`[${characters}]`))
      .filter((part) => part !== '');
  },
  'States.UUID': (_, chance) => uuid(chance),
  'States.Format': format,
};
