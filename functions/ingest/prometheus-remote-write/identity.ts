/** Labels divided into the metric's name, its resource and its attributes. */
import { resourceAttributeOf, resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, Resource } from '#kernel/resource.ts';

type Pair = readonly [label: string, value: string];

/** Whose series it is. */
export interface Identity {
  readonly name: string;
  readonly resource: Resource;
  readonly attributes: Attributes;
}

interface Owner {
  readonly resource: Resource;
  /** Labels that gave way to others that say the same of the resource. */
  readonly rest: readonly Pair[];
}

const ownerOf = (pairs: readonly Pair[]): Owner => {
  const attributes = resourceFromLabels(pairs);
  const job = `${attributes['service.namespace']}/${attributes['service.name']}`;
  const said = ([label, value]: Pair): boolean =>
    attributes[resourceAttributeOf(label) as string] === value || (label === 'job' && value === job);
  return { resource: { attributes }, rest: pairs.filter((pair) => !said(pair)) };
};

/** The spec demands unique names. Sorted ones, as it demands too, need no more than a comparison. */
const checkNames = (names: readonly string[]): void => {
  let sorted = true;
  for (let at = 1; at < names.length && sorted; at += 1) sorted = (names[at - 1] as string) < (names[at] as string);
  if (!sorted && new Set(names).size !== names.length) throw new ItemRefused('label name that comes twice in a series');
};

/**
 * Tells series of one request apart: equal owners share one resource object. A label without a value is none, and order does not
 * matter. ItemRefused: no metric name, an empty label name, a name twice.
 */
export const createIdentities = (): ((names: readonly string[], values: readonly string[]) => Identity) => {
  const owners = new Map<string, Owner>();
  return (names, values) => {
    checkNames(names);
    const attributes: AttributeDraft = {};
    const pairs: Pair[] = [];
    let name = '';
    let key = '';
    for (let at = 0; at < names.length; at += 1) {
      const label = names[at] as string;
      const value = values[at] as string;
      if (label === '') throw new ItemRefused('label without a name');
      if (label === '__name__') name = value;
      else if (value !== '') {
        if (resourceAttributeOf(label) === undefined) setAttribute(attributes, label, value);
        else {
          pairs.push([label, value]);
          key += `${label}=${value.length}:${value},`;
        }
      }
    }
    if (name === '') throw new ItemRefused('series without a __name__ label');
    let owner = owners.get(key);
    if (owner === undefined) {
      owner = ownerOf(pairs);
      owners.set(key, owner);
    }
    for (const [label, value] of owner.rest) setAttribute(attributes, label, value);
    return { name, resource: owner.resource, attributes };
  };
};
