import { expect, it } from 'vitest';
import { sampleValue } from '#lib/rehearse/metric-sample.ts';

const metric = { name: 'queue.length', field: 'value', labels: {}, aggregate: 'avg', overMinutes: 5 } as const;

it.each([{ below: 10 }, { below: 0 }, { below: -3 }, { above: 0.5 }, { above: 0 }, { below: 0.2, above: 0.1 }, { below: -1, above: -2 }])(
  'is within %j when all is well, and outside when it is not',
  (bounds) => {
    const { below = Number.POSITIVE_INFINITY, above = Number.NEGATIVE_INFINITY } = bounds as { below?: number; above?: number };
    const isWithin = (value: number): boolean => value < below && value > above;
    expect(isWithin(sampleValue({ ...metric, ...bounds }, true))).toBe(true);
    expect(isWithin(sampleValue({ ...metric, ...bounds }, false))).toBe(false);
  },
);
