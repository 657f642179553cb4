import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { matcherText, matches, parseMatcher, parseMatchers } from '#kernel/routing/matchers.ts';

describe('one matcher', () => {
  it.for([
    ['severity="critical"', 'severity', '=', 'critical'],
    ['severity = critical', 'severity', '=', 'critical'],
    ['team=~a|b', 'team', '=~', 'a|b'],
    ['team!~"tmp-.*"', 'team', '!~', 'tmp-.*'],
    ['env != ""', 'env', '!=', ''],
    // Only the classic parser takes an empty value without quotes.
    ['env=', 'env', '=', ''],
    // Only the UTF-8 parser takes such names.
    ['service.name="api"', 'service.name', '=', 'api'],
    ['"label with space"=x', 'label with space', '=', 'x'],
    ['überwachung="ja 🙂"', 'überwachung', '=', 'ja 🙂'],
    ['a="\\u00e9\\x41"', 'a', '=', '\\u00e9\\x41'],
    ['"a"="\\u00e9\\x41"', 'a', '=', 'éA'],
    // Both take it and do not agree: the classic reading wins.
    [String.raw`a="\d+"`, 'a', '=', String.raw`\d+`],
    [String.raw`a="\t"`, 'a', '=', String.raw`\t`],
    [String.raw`a="line\nbreak \"quoted\" \\"`, 'a', '=', 'line\nbreak "quoted" \\'],
  ] as const)('reads %s', ([text, name, operator, value]) => {
    expect(parseMatcher(text)).toEqual({ name, operator, value });
  });

  it.for(['', 'severity', '="x"', 'a=b=c"', 'a="b', 'a=~"("', 'a=~"(?=b)"', '{a="b"}', 'a="b",c="d"', 'a!b', '"\\q"=x'])(
    'refuses %j',
    (text) => {
      expect(() => parseMatcher(text)).toThrow(InputError);
    },
  );

  it('is read back from what is printed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('=' as const, '!=' as const),
        fc.string({ unit: 'grapheme' }),
        (name, operator, value) => {
          const matcher = { name, operator, value };
          expect(parseMatcher(matcherText(matcher))).toEqual(matcher);
        },
      ),
    );
  });
});

describe('several matchers', () => {
  it.for([
    ['{}', []],
    ['', []],
    ['{a="b",}', ['a="b"']],
    ['a="b,c", d=~"e|f"', ['a="b,c"', 'd=~"e|f"']],
    ['{a="b", "c d"!=e}', ['a="b"', '"c d"!="e"']],
  ] as const)('reads %s', ([text, expected]) => {
    expect(parseMatchers(text).map(matcherText)).toEqual(expected);
  });
});

describe('matching', () => {
  it.for([
    ['a=~"b"', 'b', true],
    ['a=~"b"', 'bb', false],
    ['a=~"crit|warn"', 'warn', true],
    ['a=~"crit|warn"', 'warning', false],
    ['a=~"^x$"', 'x', true],
    ['a=~"(?i)crit"', 'CRIT', true],
    ['a=~"x.y"', 'x\ny', false],
    ['a=~"(?s)x.y"', 'x\ny', true],
    ['a=~"x"', 'x\n', false],
    ['a=~"[[:digit:]]+"', '42', true],
    ['a=~""', '', true],
    ['a=~".*"', '', true],
    ['a!~".+"', '', true],
    ['a!=""', '', false],
  ] as const)('%s on %j is %s', ([text, value, expected]) => {
    expect(matches(parseMatcher(text), { a: value })).toBe(expected);
  });

  it('takes an absent label as empty, also one that objects inherit', () => {
    expect(matches(parseMatcher('a=""'), {})).toBe(true);
    expect(matches(parseMatcher('constructor=""'), {})).toBe(true);
  });

  it('answers for a pattern that backtracks without end elsewhere', () => {
    expect(matches(parseMatcher('a=~"(a+)+b"'), { a: 'a'.repeat(20_000) })).toBe(false);
  });
});
