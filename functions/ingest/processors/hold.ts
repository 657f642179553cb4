/**
 * Holds signals to the operators' limits of shape: how many attributes, how long their names, how deep their values. What is over is cut
 * and marked; a metric sample is refused instead, since its attributes say which series it is of.
 */
import { noModelMark, regionMark } from '#kernel/compliance.ts';
import { onceEach } from '#kernel/once-each.ts';
import type { SignalLimits } from '#kernel/policy.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, AttributeValue, Resource } from '#kernel/resource.ts';
import type { Signal } from '#kernel/signal.ts';

/** A limit that a signal was over; its name in `processors.yaml`. */
type ShapeLimit = 'attributes' | 'keyLength' | 'valueDepth';

/** A signal over a limit: as it may be stored, or undefined where it may not. */
interface Held {
  readonly signal: Signal | undefined;
  readonly over: readonly ShapeLimit[];
}

/** Undefined for a signal within the limits: by far the most, and the path that must cost nothing. */
export type Hold = (signal: Signal) => Held | undefined;

/** The semantic convention for what has no `dropped_attributes_count` of its own. */
const droppedCount = 'otel.dropped_attributes_count';

/** Stay wherever they stand in the list: rules and routes go by them. */
const indispensable: ReadonlySet<string> = new Set([
  ...[regionMark, noModelMark],
  ...['service.name', 'service.namespace', 'deployment.environment.name'],
]);

const isDeeper = (value: AttributeValue, depth: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  for (const part of Object.values(value)) if (isDeeper(part, depth - 1)) return true;
  return false;
};

/** The value with what lies deeper replaced. */
const flatten = (value: AttributeValue, depth: number): AttributeValue => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[truncated:depth]';
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map((part) => flatten(part, depth - 1));
  const draft: AttributeDraft = {};
  for (const [name, part] of Object.entries(value as Attributes)) setAttribute(draft, name, flatten(part, depth - 1));
  return draft;
};

type Shape = Pick<SignalLimits, ShapeLimit>;

const attributesFit = (given: Attributes, { attributes, keyLength, valueDepth }: Shape): boolean => {
  let count = 0;
  for (const name in given) {
    count += 1;
    if (name.length > keyLength) return false;
    const value = given[name] as AttributeValue;
    if (typeof value === 'object' && isDeeper(value, valueDepth)) return false;
  }
  return count <= attributes;
};

/** The attributes that may stay; notes the limits they were over. */
const cutAttributes = (given: Attributes, { attributes, keyLength, valueDepth }: Shape, over: Set<ShapeLimit>): Attributes => {
  const draft: AttributeDraft = {};
  let count = 0;
  let dropped = 0;
  const drop = (limit: ShapeLimit): void => {
    over.add(limit);
    dropped += 1;
  };
  for (const [name, value] of Object.entries(given)) {
    if (name.length > keyLength) drop('keyLength');
    else if (count >= attributes && !indispensable.has(name)) drop('attributes');
    else {
      count += 1;
      if (isDeeper(value, valueDepth)) over.add('valueDepth');
      setAttribute(draft, name, flatten(value, valueDepth));
    }
  }
  const before = given[droppedCount];
  if (dropped > 0) setAttribute(draft, droppedCount, dropped + (typeof before === 'number' ? before : 0));
  return draft;
};

/** A copy of a list whose items' attributes are cut. */
const cutItems = <Item extends { readonly attributes: Attributes }>(
  items: readonly Item[] | undefined,
  cut: (given: Attributes) => Attributes,
): readonly Item[] | undefined => items?.map((item) => ({ ...item, attributes: cut(item.attributes) }));

/** Of one request: resources are looked at once each. */
export const holder = (shape: Shape): Hold => {
  const fits = (given: Attributes): boolean => attributesFit(given, shape);
  const itemsFit = (items: readonly { readonly attributes: Attributes }[] | undefined): boolean => {
    if (items !== undefined) for (const item of items) if (!fits(item.attributes)) return false;
    return true;
  };
  const resourceOf = onceEach(
    (given: Resource): Resource =>
      fits(given.attributes) ? given : { ...given, attributes: cutAttributes(given.attributes, shape, new Set()) },
  );
  const bodyFits = (signal: Signal): boolean => signal.kind !== 'log' || !isDeeper(signal.body, shape.valueDepth);
  const partsFit = (signal: Signal): boolean =>
    signal.kind === 'span' ? itemsFit(signal.events) && itemsFit(signal.links) : bodyFits(signal);

  const cut = (signal: Signal, resource: Resource): Held => {
    const over = new Set<ShapeLimit>();
    const cutOf = (given: Attributes): Attributes => (fits(given) ? given : cutAttributes(given, shape, over));
    if (resource !== signal.resource) cutAttributes(signal.resource.attributes, shape, over);
    const whole: Signal = { ...signal, resource, attributes: cutOf(signal.attributes) };
    if (whole.kind === 'metric') return { signal: undefined, over: [...over] };
    if (whole.kind === 'log') {
      if (!bodyFits(whole)) over.add('valueDepth');
      return { signal: { ...whole, body: flatten(whole.body, shape.valueDepth) }, over: [...over] };
    }
    if (whole.kind === 'event') return { signal: whole, over: [...over] };
    const events = cutItems(whole.events, cutOf);
    const links = cutItems(whole.links, cutOf);
    return { signal: { ...whole, ...(events && { events }), ...(links && { links }) }, over: [...over] };
  };

  return (signal) => {
    const resource = resourceOf(signal.resource);
    if (resource === signal.resource && fits(signal.attributes) && partsFit(signal)) return undefined;
    return cut(signal, resource);
  };
};
