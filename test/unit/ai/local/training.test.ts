/** The weights are what the examples teach, and the examples are what they should be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '#lib/local-model/corpus.ts';
import { trainedWeights } from '#lib/local-model/train.ts';

const root = new URL('../../../../', import.meta.url);
const examples = readCorpus(new URL('lib/local-model/examples/', root));

describe('the examples', () => {
  it('are thousands of different messages of many kinds of systems', () => {
    expect(new Set(examples.map(({ text }) => text.toLowerCase())).size).toBe(examples.length);
    expect(new Set(examples.map(({ template }) => template)).size).toBeGreaterThan(2500);
    expect(new Set(examples.map(({ frame }) => frame)).size).toBeGreaterThan(1500);
    expect(new Set(examples.map(({ domain }) => domain)).size).toBeGreaterThan(12);
  });

  it('are filled: no slot is left open', () => {
    expect(examples.filter(({ text }) => /\{[a-z]+\}|\{[^{}]*\|/.test(text)).map(({ text }) => text)).toEqual([]);
  });

  it('never call trouble routine, nor routine trouble', () => {
    const odd = examples.filter(
      ({ severity, category }) => (category === 'routine') !== (severity === 'info') && category !== 'deployment',
    );
    expect(odd.map(({ text }) => text)).toEqual([]);
  });
});

describe('training', () => {
  it('gives the weights that are shipped, byte for byte: `npm run train:local-model` after a change', () => {
    expect(trainedWeights(examples) === readFileSync(new URL('functions/ai/local/weights.ts', root), 'utf8')).toBe(true);
  }, 120_000);
});
