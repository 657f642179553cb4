/** The writers of Alloy's syntax and of TOML: whatever a string holds, it stays one string. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alloyText, code } from '#lib/agents/alloy-syntax.ts';
import { tomlText } from '#lib/agents/toml.ts';

const beginning = '  key = ';

/** What follows ` = ` on the only line that has it; lines end at \n alone. Both syntaxes escape as JSON does. */
const writtenValue = (text: string): unknown =>
  JSON.parse(
    text
      .split('\n')
      .find((line) => line.startsWith(beginning))
      ?.slice(beginning.length) ?? '',
  );

/** Lone surrogates are no text. */
const texts = fc
  .string({ unit: 'grapheme' })
  .chain((text) => fc.constantFrom(text, `${text}"\n}`, `\\${text}`, `${text}\u0000\u007f\t`, `${text}\u2028`));

describe('strings', () => {
  it('of Alloy come back as they were', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(writtenValue(alloyText([{ name: 'block', attributes: { key: text } }]))).toBe(text);
      }),
    );
  });

  it('of TOML come back as they were', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(writtenValue(tomlText([{ name: 'table', repeated: false, values: { key: text } }]))).toBe(text);
      }),
    );
  });
});

describe('Alloy', () => {
  it('is written in blocks, references unquoted, odd keys quoted', () => {
    const block = {
      name: 'a.b',
      label: 'c',
      attributes: { list: [1, true, code('x.y')], map: { ok: 'v', 'not-ok': 2 } },
      blocks: [{ name: 'inner', attributes: {} }],
      comment: 'Why.',
    };
    expect(alloyText([block])).toBe('// Why.\na.b "c" {\n  list = [1, true, x.y]\n  map = {ok = "v", "not-ok" = 2}\n  inner { }\n}\n');
  });

  it('has no label that is no identifier', () => {
    expect(() => alloyText([{ name: 'a', label: 'b" {}' }])).toThrow('is no label');
  });
});

it('writes tables of TOML in arrays, and floats with a point', () => {
  const inner = { name: 'a.b', repeated: true, values: { limit: { float: 3 }, half: { float: 0.5 }, 'k.v': [1, 'x'] } };
  expect(tomlText([{ name: 'a', repeated: true, values: {}, tables: [inner] }])).toBe(
    '[[a]]\n  [[a.b]]\n    limit = 3.0\n    half = 0.5\n    "k.v" = [1, "x"]\n',
  );
});
