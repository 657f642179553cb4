/** Damages JSON by its structure: what comes out is JSON again, three times of four. */
import { mutateBytes } from './mutate-bytes.ts';
import { type Below, eitherOf, type Mutate, oneOf } from './random.ts';

const values: readonly unknown[] = [
  null,
  true,
  0,
  1,
  -1,
  2,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 53),
  1_000_001,
  '',
  'x',
  '0',
  '-1',
  'NaN',
  '-0',
  [],
  {},
  [[]],
  [null],
  'Infinity',
];

interface Place {
  readonly of: Record<string, unknown>;
  readonly key: string;
}

const placesIn = (value: unknown, places: Place[] = []): Place[] => {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    places.push({ of: value as Record<string, unknown>, key });
    placesIn((value as Record<string, unknown>)[key], places);
  }
  return places;
};

const clone = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const changeAt = ({ of, key }: Place, others: readonly Place[], below: Below): void => {
  const value = of[key];
  switch (below(8)) {
    case 0:
    case 1:
      of[key] = clone(oneOf(values, below));
      break;
    case 2:
      if (Array.isArray(of)) of.splice(Number(key), 1);
      else delete of[key];
      break;
    case 3:
      if (Array.isArray(of)) of.splice(Number(key), 0, clone(value));
      else of[oneOf(['__proto__', 'x', 'length', key.toUpperCase()], below)] = clone(value);
      break;
    case 4: {
      const donor = oneOf(others, below);
      of[key] = clone(donor.of[donor.key]);
      break;
    }
    case 5:
      of[key] =
        typeof value === 'number' ? value + below(3) - 1 : typeof value === 'string' ? value.slice(0, below(value.length + 1)) : [value];
      break;
    case 6:
      of[key] = typeof value === 'string' ? `${value}${oneOf(['é', '\u0000', 'a', '\ud800', '__proto__'], below)}` : clone(value);
      break;
    default: {
      const swapped = oneOf(others, below);
      const theirs = clone(swapped.of[swapped.key]);
      swapped.of[swapped.key] = clone(value);
      of[key] = theirs;
    }
  }
};

const mutateValues: Mutate = (input, below, other) => {
  try {
    const root: unknown = JSON.parse(input.toString());
    const others = below(3) === 0 ? placesIn(JSON.parse(other.toString())) : undefined;
    for (let left = 1 + below(3); left > 0; left -= 1) {
      const places = placesIn(root);
      if (places.length === 0) break;
      changeAt(oneOf(places, below), others !== undefined && others.length > 0 ? others : places, below);
    }
    return Buffer.from(JSON.stringify(root));
  } catch (error) {
    if (error instanceof SyntaxError) return mutateBytes(input, below, other);
    throw error;
  }
};

export const mutateJson: Mutate = eitherOf(mutateValues, mutateValues, mutateValues, mutateBytes);
