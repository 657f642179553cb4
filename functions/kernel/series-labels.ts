/** What tells a series from others of the same name: attributes as text. */
import { compareText } from './compare-text.ts';
import type { Attributes, AttributeValue } from './resource.ts';
import type { MetricSignal } from './signal.ts';

/** An attribute's value as a label's; what is not a scalar is its JSON. Empty: no label. */
const labelText = (value: AttributeValue | undefined): string =>
  (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')).toWellFormed();

/** Attributes that are labels, in order of their keys. */
export const labelEntries = (attributes: Attributes): readonly (readonly [string, string])[] =>
  Object.keys(attributes)
    .sort(compareText)
    .map((key) => [key.toWellFormed(), labelText(attributes[key])] as const)
    .filter(([key, value]) => key !== '' && value !== '');

/** The labels of a sample's series. A key that its resource has, too, is `sample.<key>`. */
export const seriesLabels = ({ resource, attributes }: Pick<MetricSignal, 'resource' | 'attributes'>): Readonly<Record<string, string>> => {
  const labels = new Map(labelEntries(resource.attributes));
  for (const [key, value] of labelEntries(attributes)) {
    let name = key;
    while (labels.has(name)) name = `sample.${name}`;
    labels.set(name, value);
  }
  return Object.fromEntries(labels);
};
