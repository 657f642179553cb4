import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTexts } from '#kernel/reading/json-sequence.ts';

const texts = (text: string): string[] => [...jsonTexts(Buffer.from(text))];

describe('JSON values one after another', () => {
  it('are told apart whatever stands between them', { timeout: 30_000 }, () => {
    const block = fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(fc.array(fc.tuple(block, fc.constantFrom('', '\n', '\r\n', ' \t'), fc.constantFrom(undefined, 2))), (items) => {
        const body = items.map(([value, blank, indent]) => JSON.stringify(value, undefined, indent) + blank).join('');
        expect(texts(body).map((text) => JSON.parse(text) as unknown)).toEqual(
          items.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
    );
  });

  it('lose no byte but the blanks around them, whatever they are', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ' ', '\n', 'a', '1', ',') }), (body) => {
        expect(texts(body).join('').replace(/[ \n]/g, '')).toBe(body.replace(/[ \n]/g, ''));
      }),
    );
  });

  it('may be words and strings, which end where they end', () => {
    expect(texts('"a b" 12{"x":"}"}true"c\\""[1]')).toEqual(['"a b"', '12', '{"x":"}"}', 'true', '"c\\""', '[1]']);
  });

  it('that never end come as one text', () => {
    expect(texts('{"a":1}{"b":"}')).toEqual(['{"a":1}', '{"b":"}']);
    expect(texts('{"a":"\\')).toEqual(['{"a":"\\']);
  });
});
