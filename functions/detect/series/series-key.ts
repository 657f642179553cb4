/** Names and labels of a series within its resource. */
import { idFrom, type Labels } from '#kernel/fingerprint.ts';
import { type Attributes, attributeText } from '#kernel/resource.ts';

/** Longer keys are hashed: they are kept in the state. */
const maxKeyLength = 300;
const maxLabels = 10;
const maxLabelLength = 100;

/** Marks the one series that stands for all of a metric that found no room (https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute). */
export const overflowAttribute = 'otel.metric.overflow';

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Equal for equal name and attributes, whatever the attributes' order. NUL separates. */
export const seriesKey = (name: string, attributes: Attributes): string => {
  let key = name;
  const names = Object.keys(attributes);
  if (names.length > 1) names.sort();
  for (const each of names) key += `\0${each}\0${textOf(attributes[each])}`;
  return key.length <= maxKeyLength ? key : `${name.slice(0, 100)}\0${idFrom(key)}`;
};

/** The metric whose budget a series counts in: what stands before the first NUL of its key. */
export const familyOf = (key: string): string => {
  const end = key.indexOf('\0');
  return end < 0 ? key : key.slice(0, end);
};

/** The attribute that tells most of a family's series apart, and how many values it has among these keys; hashed keys tell of none. */
export const widestAttribute = (keys: Iterable<string>, family: string): { readonly name: string; readonly values: number } | undefined => {
  const valuesOf = new Map<string, Set<string>>();
  for (const key of keys) {
    if (familyOf(key) !== family) continue;
    const parts = key.slice(family.length + 1).split('\0');
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const name = parts[at] ?? '';
      valuesOf.set(name, (valuesOf.get(name) ?? new Set()).add(parts[at + 1] ?? ''));
    }
  }
  const [widest] = [...valuesOf].sort(([, a], [, b]) => b.size - a.size);
  return widest === undefined || widest[1].size < 2 ? undefined : { name: widest[0], values: widest[1].size };
};

/** Scalar attributes as labels, the first few in order of name. */
export const seriesLabels = (attributes: Attributes): Labels => {
  const labels: Record<string, string> = {};
  for (const name of Object.keys(attributes).sort()) {
    const value = attributeText(attributes, name);
    if (value !== undefined && value !== '') labels[name] = value.slice(0, maxLabelLength).toWellFormed();
    if (Object.keys(labels).length === maxLabels) break;
  }
  return labels;
};
