/** The functions Step Functions adds to JSONata, and those it must take from virtual time and seeded chance. */
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { seededRandom, uuid } from './chance.ts';
import { hashAlgorithms } from './hash-algorithms.ts';
import type { JsonataSurroundings } from './jsonata.ts';

// AWS Step Functions Developer Guide, "JSONata functions provided by Step Functions": $partition, $range, $hash, $random, $uuid, $parse; $eval is not offered. [D]

function partition(items: unknown, size: number): unknown[] {
  if (!Array.isArray(items)) throw new Error('The first argument of $partition must be an array');
  if (!Number.isInteger(size) || size < 1) throw new Error('The second argument of $partition must be a positive integer');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('The step of $range must not be 0');
  const count = Math.floor((last - first) / step) + 1;
  if (count > 1_000) throw new Error('$range creates at most 1000 items');
  return Array.from({ length: Math.max(count, 0) }, (_, at) => first + at * step);
}

function hash(data: unknown, algorithm: string): string {
  const name = hashAlgorithms.get(algorithm);
  if (name === undefined) throw new Error(`The algorithm '${algorithm}' of $hash is not one of ${[...hashAlgorithms.keys()].join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

const formatTime = jsonata('$fromMillis($ms, $picture, $zone)');

/** Bindings by name without `$`. */
export const jsonataFunctions = (surroundings: JsonataSurroundings): Readonly<Record<string, unknown>> => ({
  partition,
  range,
  hash,
  random: (seed?: number) => (seed === undefined ? surroundings.random() : seededRandom(seed)()),
  uuid: () => uuid(surroundings.random),
  parse: (text: string) => JSON.parse(text) as unknown,
  now: (picture?: string, zone?: string) => {
    const ms = surroundings.now();
    return picture === undefined ? new Date(ms).toISOString() : formatTime.evaluate(undefined, { ms, picture, zone });
  },
  millis: () => surroundings.now(),
  eval: undefined,
});
