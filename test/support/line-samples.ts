/** Samples whose texts mean something to line protocol, and what a reader should find in their lines. */
import fc from 'fast-check';
import type { MetricSignal } from '#kernel/signal.ts';
import { metricOf, startAt } from './signals.ts';

/** Any text, and often the characters that mean something. */
export const lineText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('\\', ',', ' ', '=', '"', '\n', '\r', '\t', '%', '0', 'A', '5', 'C', '#', '_', '$', '{', 'é', '\u0000', '\ud800'),
    maxLength: 10,
  }),
  fc.constantFrom('time', '_field', '_measurement', '%5C', '%25', '\\'),
);

interface LineSample {
  readonly sample: MetricSignal;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** A gauge with a name; labels that are the same once they are well-formed are left out. */
export const lineSample: fc.Arbitrary<LineSample> = fc
  .tuple(
    lineText.filter((name) => name !== ''),
    fc.dictionary(lineText, lineText, { maxKeys: 4 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  .filter(([, attributes]) => new Set(Object.keys(attributes).map((key) => key.toWellFormed())).size === Object.keys(attributes).length)
  .map(([name, attributes, value]) => ({
    sample: metricOf({ attributes }, startAt, name, { type: 'gauge', value }),
    name: name.toWellFormed(),
    labels: new Map(
      Object.entries(attributes)
        .filter(([key, text]) => key !== '' && text !== '')
        .map(([key, text]) => [key.toWellFormed(), text.toWellFormed()]),
    ),
    // The sign of nothing is not kept.
    value: value === 0 ? 0 : value,
  }));
