/** The look that decides what a text is searched for hides nothing from the searches. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceRandomWords } from '#functions/ingest/sanitise/random-word.ts';
import { sanitiser } from '#functions/ingest/sanitise/sanitise.ts';
import { replaceSecrets } from '#functions/ingest/sanitise/secret-shapes.ts';
import { suspicion, suspicionOf } from '#functions/ingest/sanitise/suspicion.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { drawFrom } from './sanitise-corpus/draw.ts';
import { lookAlikes } from './sanitise-corpus/look-alikes.ts';
import { plantedSecrets } from './sanitise-corpus/secrets.ts';

/** Texts with secrets, each secret alone, and what looks like one, drawn by seed. */
const corpus = (seed: number): readonly string[] => [
  ...plantedSecrets(drawFrom(seed)).flatMap(({ text, secret }) => [text, secret]),
  ...lookAlikes(drawFrom(seed)).map(({ text }) => text),
];
const texts = [1, 2, 3].flatMap(corpus);

/** What stands between words where secrets begin and end, and what tells of them. */
const joints = [
  '%3D',
  '\\n',
  '\\t',
  '%',
  '-----BEGIN ',
  ':AA',
  'Q~',
  '.',
  '-',
  '--',
  '_',
  '=',
  ':',
  '::',
  '@',
  '>',
  ' ',
  '/',
  '+',
  'é',
  '😀',
  '12345678',
];

/** Parts of the corpus put together anew. */
const pieced = fc
  .array(
    fc.oneof(
      fc.constantFrom(...joints),
      fc.constantFrom(...texts),
      fc
        .tuple(fc.constantFrom(...texts), fc.nat(40), fc.integer({ min: 1, max: 60 }))
        .map(([text, from, length]) => text.slice(from, from + length)),
      fc.string({ maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

/** What the signs mean, as plain patterns that read the text once each. */
const expected = (text: string): number => {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return 0;
  const runs = [...text.matchAll(/[\w-]{16,}/g)];
  const long = text.length > 40 ? runs.length > 0 : runs.some(({ 0: run, index }) => /[g-z]/i.test(text.slice(0, index + run.length)));
  const address = /\d\.\d+\.\d+\.|::|:(?:[0-9a-fA-F.]*:){5}/.test(text);
  return (
    (long ? suspicion.long : 0) |
    (/[=:>]|--/.test(text) ? suspicion.assignment : 0) |
    (/\d(?:[ -]?\d){12}/.test(text) ? suspicion.digits : 0) |
    (/@|%40/.test(text) ? suspicion.at : 0) |
    (address ? suspicion.address : 0)
  );
};
const plainSigns = suspicion.long | suspicion.assignment | suspicion.digits | suspicion.at | suspicion.address;

const mustBeSearched = (text: string): void => {
  const found = suspicionOf(text);
  expect(found & plainSigns, text).toBe(expected(text));
  if ((found & (suspicion.long | suspicion.assignment)) !== 0 && replaceSecrets(text) !== text)
    expect(found & suspicion.shape, text).toBe(suspicion.shape);
  if ((found & suspicion.long) !== 0 && replaceRandomWords(text) !== text) expect(found & suspicion.mixed, text).toBe(suspicion.mixed);
};

describe('the look at a text', () => {
  it('finds the signs of every secret of the corpus, and what else is in it', () => {
    for (const text of texts) mustBeSearched(text);
  });

  it('finds them in parts of it put together anew', () => {
    fc.assert(fc.property(pieced, mustBeSearched), { numRuns: 3000 });
  });

  it('finds them in texts of few characters in every order', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'aAg1-_ .:=@>5'), maxLength: 60 }), mustBeSearched), { numRuns: 3000 });
  });
});

it('makes the same of a text whether it came before or not', () => {
  const log = (text: string, key: string): LogSignal => ({
    kind: 'log',
    timeUnixNano: 1n,
    resource: { attributes: {} },
    attributes: { [key]: text, other: text.slice(1) },
    severityNumber: 9,
    body: null,
  });
  const keys = ['note', 'client.address', 'db.password'];
  const one = sanitiser('key');
  for (const text of [...texts.slice(0, 400), ...texts.slice(0, 400), '::1', '203.0.113.7', '203.0.113.7'])
    for (const key of keys) expect(one(log(text, key)).attributes).toEqual(sanitiser('key')(log(text, key)).attributes);
});
