/** Labels divided into the metric's name, its resource and its attributes. */
import { resourceAttributeOf, resourceFromLabels } from '#kernel/reading/label-resource.ts';
import { ItemRefused } from '#kernel/reading/tally.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, Resource } from '#kernel/resource.ts';
import type { LabelReader } from './labels.ts';

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

/** What a label of a series is for, by its name. */
type Role = 'name' | 'owner' | 'attribute';

const roleOf = (label: string): Role => {
  if (label === '') throw new ItemRefused('label without a name');
  if (label === '__name__') return 'name';
  return resourceAttributeOf(label) === undefined ? 'attribute' : 'owner';
};

/** What the labels of a series are for, by place. */
interface Roles {
  readonly list: readonly Role[];
  /** Whether a copy of such attributes is the same as building them: the engine copies larger objects slowly, and `__proto__` not at all. */
  readonly copied: boolean;
}

const maxCopied = 16;

/** The roles of a series' labels; neighbours mostly have the same names, and get the same object. ItemRefused: the spec demands names, each of them once. */
const createRoles = (): ((names: readonly string[], size: number) => Roles) => {
  let last: readonly string[] = [];
  let roles: Roles = { list: [], copied: false };
  const same = (names: readonly string[], size: number): boolean => {
    if (last.length !== size) return false;
    for (let at = 0; at < size; at += 1) if (names[at] !== last[at]) return false;
    return true;
  };
  return (names, size) => {
    if (same(names, size)) return roles;
    const own = names.slice(0, size);
    if (new Set(own).size !== size) throw new ItemRefused('label name that comes twice in a series');
    roles = { list: own.map(roleOf), copied: size <= maxCopied && !own.includes('__proto__') };
    last = own;
    return roles;
  };
};

const sameTexts = (texts: readonly string[], others: readonly string[]): boolean => {
  if (texts.length !== others.length) return false;
  for (let at = 0; at < texts.length; at += 1) if (texts[at] !== others[at]) return false;
  return true;
};

/** Owners by what tells of them: labels and values by turns. Neighbours mostly share one, which is found without a key. */
const createOwners = (): ((texts: readonly string[]) => Owner) => {
  const owners = new Map<string, Owner>();
  let last: Owner | undefined;
  let lastTexts: readonly string[] = [];
  return (texts) => {
    if (last !== undefined && sameTexts(texts, lastTexts)) return last;
    const key = JSON.stringify(texts);
    let owner = owners.get(key);
    if (owner === undefined) {
      owner = ownerOf(texts.flatMap((label, at) => (at % 2 === 0 ? [[label, texts[at + 1] as string] as const] : [])));
      owners.set(key, owner);
    }
    last = owner;
    lastTexts = texts;
    return owner;
  };
};

type Labels = Pick<LabelReader, 'names' | 'values' | 'size'>;

/**
 * Tells series of one request apart: equal owners share one resource object. A label without a value is none, and order does not
 * matter.
 */
export class Identities {
  private readonly rolesOf = createRoles();
  private readonly ownerBy = createOwners();
  /** What the series before was, and the values of its labels by place. */
  private roles: Roles | undefined;
  private identity: Identity | undefined;
  private readonly values: string[] = [];

  /** ItemRefused: no metric name, an empty label name, a name twice. */
  of(labels: Labels): Identity {
    const roles = this.rolesOf(labels.names, labels.size);
    // Neighbours mostly differ in a value or two.
    const alike =
      roles.copied && this.roles === roles && this.identity !== undefined ? this.alike(labels, roles, this.identity) : undefined;
    // A series that is refused is nobody's neighbour.
    this.identity = undefined;
    this.roles = roles;
    this.identity = alike ?? this.build(labels, roles);
    return this.identity;
  }

  /** The identity of a series with the same label names and owner as the one before; undefined where a value came, went, or tells of the owner. */
  private alike({ names, values, size }: Labels, roles: Roles, before: Identity): Identity | undefined {
    let { name } = before;
    let attributes: AttributeDraft | undefined;
    for (let at = 0; at < size; at += 1) {
      const value = values[at] as string;
      const last = this.values[at] as string;
      if (value === last) continue;
      const role = roles.list[at];
      if (role === 'owner' || value === '' || last === '') return undefined;
      this.values[at] = value;
      if (role === 'name') name = value;
      else {
        attributes ??= Object.assign({}, before.attributes);
        attributes[names[at] as string] = value;
      }
    }
    return { name, resource: before.resource, attributes: attributes ?? before.attributes };
  }

  private build({ names, values, size }: Labels, roles: Roles): Identity {
    const attributes: AttributeDraft = {};
    const owning: string[] = [];
    let name = '';
    for (let at = 0; at < size; at += 1) {
      const value = values[at] as string;
      this.values[at] = value;
      if (value === '') continue;
      const role = roles.list[at];
      if (role === 'attribute') setAttribute(attributes, names[at] as string, value);
      else if (role === 'owner') owning.push(names[at] as string, value);
      else name = value;
    }
    if (name === '') throw new ItemRefused('series without a __name__ label');
    const { resource, rest } = this.ownerBy(owning);
    for (const [label, value] of rest) setAttribute(attributes, label, value);
    return { name, resource, attributes };
  }
}
