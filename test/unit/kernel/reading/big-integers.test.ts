/** Big integers in JSON, against a parser that hands out the source of each number. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteBigIntegers } from '#kernel/reading/big-integers.ts';

/** Unsafe integers keep their digits, as texts. */
const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source) ? source : value;
};

/** What it says, or that it says nothing. */
const said = (parse: () => unknown): unknown => {
  try {
    return { is: parse() };
  } catch {
    return 'not JSON';
  }
};

const expectSame = (text: string): void => {
  const bytes = Buffer.from(text);
  expect(
    said(() => JSON.parse(quoteBigIntegers(bytes).toString())),
    text,
  ).toEqual(said(() => JSON.parse(bytes.toString(), keepDigits)));
};

it.for([
  '9007199254740993',
  '-9007199254740993',
  '9007199254740991',
  '[1,12345678901234567890 , -12345678901234567890]',
  '{"a":12345678901234567890,"12345678901234567890":"12345678901234567890"}',
  '{12345678901234567890:1}',
  '{12345678901234567890 :1}',
  '12345678901234567890.5',
  '12345678901234567890e5',
  '1e400',
  '012345678901234567890',
  '-012345678901234567890',
  '1-12345678901234567890',
  '-12345678901234567890-',
  '+12345678901234567890',
  '"\\"12345678901234567890',
  '"a"12345678901234567890',
  '12345678901234567890"a"',
  '12345678901234567890 12345678901234567890',
  '"12345678901234567890\\\\"',
  '[12345678901234567890',
])('%s says what it said', expectSame);

it('says the same of any text out of the pieces of JSON', () => {
  const number = fc.oneof(
    fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }).map(String),
    fc.double().map((value) => JSON.stringify(value)),
    fc.constantFrom('0', '-', '1', '00', '.5', 'e9', 'E+3', '9007199254740992'),
  );
  const sign = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', 'true', 'null', '"k"', 'ü');
  const pieces = fc.array(fc.oneof(number, sign), { maxLength: 12 }).map((parts) => parts.join(''));
  const whole = fc.json().map((json) => json.replaceAll(/\b\d+\b/g, (digits) => `${digits}7305829164027351`));
  fc.assert(fc.property(fc.oneof(pieces, whole), expectSame), { numRuns: 2000 });
});
