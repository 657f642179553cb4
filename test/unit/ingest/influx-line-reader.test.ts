import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from '#functions/ingest/influx/line-reader.ts';
import { processorMs } from '#test/support/processor-time.ts';
import { keyText, measurementText, type WrittenPoint, type WrittenValue, writeLine } from './line-protocol-writer.ts';
import { type SlowPoint, slowRead } from './slow-line-reader.ts';

interface Read {
  readonly points: readonly SlowPoint[];
  readonly flaws: readonly string[];
}

const read = (body: Buffer | string, unit = 1n): Read => {
  const lines = new LineReader(Buffer.from(body), unit);
  const points: SlowPoint[] = [];
  const flaws: string[] = [];
  for (let found = lines.next(); found !== 'end'; found = lines.next()) {
    const { measurement, tagKeys, tagValues, tagCount, fieldKeys, fieldValues, fieldCount, time } = lines.point;
    if (found === 'flaw') flaws.push(`${lines.flawLine}: ${lines.flaw}`);
    else
      points.push({
        measurement,
        tags: tagKeys.slice(0, tagCount).map((key, at) => [key, tagValues[at] as string] as const),
        fields: fieldKeys.slice(0, fieldCount).map((key, at) => [key, fieldValues[at] as string] as const),
        time,
      });
  }
  return { points, flaws };
};

const fieldOf = (value: string): unknown => read(`m v=${value}`).points[0]?.fields[0]?.[1];
const flawOf = (line: string): string | undefined => read(line).flaws[0];

/** Text of what the grammar gives a meaning to, and of what nobody expects. */
const hostile = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      '0',
      ' ',
      ',',
      '=',
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      '#',
      'é',
      '日',
      '😀',
      'evil v=1',
      '\nforged,host=x v=1i 1\n',
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

/** What is left of a name when a line is written: no backslash at its end, control characters spelled out. */
const writable = (text: string): string =>
  text.replace(/\\+$/, '').replace(/[\n\r\t\f]/g, (character) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ?? '\\f');
const nameText = hostile.filter((text) => writable(text) !== '' && !writable(text).startsWith('#') && !/^ +$/.test(text));

const values: fc.Arbitrary<WrittenValue> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ type: 'float' as const, value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => ({ type: 'integer' as const, value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => ({ type: 'unsigned' as const, value })),
  hostile.map((value) => ({ type: 'string' as const, value })),
  fc
    .constantFrom(
      ...['t', 'T', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
      ...['f', 'F', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
    )
    .map(([word, value]) => ({ type: 'boolean' as const, value, word })),
);

const written: fc.Arbitrary<WrittenPoint> = fc.record(
  {
    measurement: nameText,
    tags: fc.array(fc.tuple(nameText, nameText), { maxLength: 4 }),
    fields: fc.array(fc.tuple(nameText, values), { minLength: 1, maxLength: 4 }),
    time: fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
  },
  { requiredKeys: ['measurement', 'tags', 'fields'] },
);

const asRead = ({ measurement, tags, fields, time }: WrittenPoint): SlowPoint => ({
  measurement: writable(measurement),
  tags: tags.map(([key, value]) => [writable(key), writable(value)] as const),
  fields: fields.map(
    ([key, { value }]) => [writable(key), typeof value === 'bigint' || typeof value === 'number' ? Number(value) + 0 : value] as const,
  ),
  time: time ?? 0n,
});

describe('line protocol', () => {
  it('reads what was written, whatever it says: no name, tag or text becomes a line of its own', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\n\n# a comment\n  '), (points, between) => {
        expect(read(points.map(writeLine).join(between))).toEqual({ points: points.map(asRead), flaws: [] });
      }),
      { numRuns: 1500 },
    );
  });

  it('reads damaged lines up to the first flaw as a slow reader by the grammar does', { timeout: 60_000 }, () => {
    const bytes = fc.constantFrom(...Buffer.from(' ,="\\\n\r\t#-.0e1iutF\0\xff', 'latin1'));
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), bytes, fc.constantFrom(0, 1)), { maxLength: 4 }),
        (points, changes) => {
          let body = Buffer.from(points.map(writeLine).join('\n'));
          for (const [where, byte, instead] of changes) {
            const at = where % (body.length + 1);
            body = Buffer.concat([body.subarray(0, at), Buffer.from([byte]), body.subarray(Math.min(body.length, at + instead))]);
          }
          const slow = slowRead(body);
          const quick = read(body);
          expect(quick.points.slice(0, slow.points.length)).toEqual(slow.points);
          expect(quick.flaws.length > 0).toBe(slow.flawed);
          if (!slow.flawed) expect(quick.points).toEqual(slow.points);
        },
      ),
      { numRuns: 2500 },
    );
  });

  it('never reads a line out of the text of a line that has a flaw before it', { timeout: 60_000 }, () => {
    const flaws = ['m,tag ', 'm,=x ', 'm x=1x,', 'm x=,', 'm,a=b=c ', 'm =1,', '\u0001 '];
    fc.assert(
      fc.property(fc.constantFrom(...flaws), hostile, written, (flaw, message, neighbour) => {
        const bad = `${flaw}message="${message.replace(/["\\]/g, '\\$&')}",forged="\nforged,host=x v=1i\n"`;
        const { points, flaws: found } = read([writeLine(neighbour), bad, writeLine(neighbour)].join('\n'));
        expect(points).toEqual([asRead(neighbour), asRead(neighbour)]);
        expect(found).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('numbers lines as an editor does, those within texts included', () => {
    expect(read('# one\n\nm v="three\nfour"\nm v\r\nm v=1 1 1\nm v=1').flaws).toEqual([
      '5: a field key is not followed by `=`',
      '6: text after the timestamp',
    ]);
  });

  it.for([
    ['1', 1],
    ['-0', 0],
    ['1.', 1],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['98.99208959203628', 98.99208959203628],
    ['0.1', 0.1],
    ['123456789012345', 123_456_789_012_345],
    ['1234567890123456789', 1.234_567_890_123_456_8e18],
    ['1e3', 1000],
    ['1.5E-2', 0.015],
    ['2e+2', 200],
    ['-12i', -12],
    ['0009223372036854775807i', 2 ** 63],
    ['-9223372036854775808i', -(2 ** 63)],
    ['18446744073709551615u', 2 ** 64],
    ['"a \\"b\\" \\\\ \\n"', 'a "b" \\ \\n'],
  ] as const)('reads the value %s', ([text, value]) => {
    expect(fieldOf(text)).toBe(value);
  });

  it.for([
    ['9223372036854775808i', 'a field value is out of range'],
    ['-9223372036854775809i', 'a field value is out of range'],
    ['18446744073709551616u', 'a field value is out of range'],
    ['1e400', 'a field value is out of range'],
    [`${'9'.repeat(40)}i`, 'a field value is out of range'],
    ['-1u', 'a field value is not a number'],
    ['1ii', 'a field value is not a number'],
    ['1.5i', 'a field value is not a number'],
    ['.', 'a field value is not a number'],
    ['-', 'a field value is not a number'],
    ['-i', 'a field value is not a number'],
    ['+1', 'a field value is not a number'],
    ['0x10', 'a field value is not a number'],
    ['1e', 'a field value is not a number'],
    ['1_000', 'a field value is not a number'],
    ['NaN', 'a field value is of no known type'],
    ['inf', 'a field value is of no known type'],
    ['-Inf', 'a field value is not a number'],
    ['tRUE', 'a field value is of no known type'],
    ['', 'a field has no value'],
    ['"open', 'a text is not closed by a quote'],
    ['"a""', 'a character after a closing quote that may not be there'],
  ] as const)('refuses the value %s', ([text, flaw]) => {
    expect(flawOf(`m v=${text}`)).toBe(`1: ${flaw}`);
  });

  it.for([
    ['1', 1n, 1n],
    ['-1', 1n, -1n],
    ['1764000000123456789', 1n, 1_764_000_000_123_456_789n],
    ['9223372036854775807', 1n, 9_223_372_036_854_775_807n],
    ['0001764000000', 1_000_000_000n, 1_764_000_000_000_000_000n],
    ['490000', 3_600_000_000_000n, 1_764_000_000_000_000_000n],
  ] as const)('reads the time %s in units of %s ns', ([text, unit, nanos]) => {
    expect(read(`m v=1 ${text}`, unit).points[0]?.time).toBe(nanos);
  });

  it.for(['9223372036854775808', '1764000000123456789000', '-', '1.5', '1x', '1-'])('refuses the time %s', (text) => {
    expect(flawOf(`m v=1 ${text}`)).toMatch(/^1: the timestamp is (?:out of range|not an integer)$/);
  });

  it('refuses a time that its unit makes too large', () => {
    expect(read('m v=1 9223372037', 1_000_000_000n).flaws).toEqual(['1: the timestamp is out of range']);
  });

  it('writes what it is tested with as Telegraf does', () => {
    expect(measurementText('a b,c=d\n\\')).toBe('a\\ b\\,c=d\\n');
    expect(keyText('a b,c=d')).toBe('a\\ b\\,c\\=d');
  });

  it.for([
    ['open quotes', 'm v="\n'],
    ['escaped quotes', 'm v=\\"\n'],
    ['flaws before texts', 'm,x v="a\n'],
    ['flaws', 'm\n'],
    ['backslashes', '\\'],
    ['carriage returns', '\r'],
    ['comments', '#\n'],
    ['quotes in tags', 'm,t=\\\\ =" v="x" 1\n'],
  ] as const)('takes time by the byte for a body of %s', ([, part]) => {
    const body = Buffer.from(part.repeat(Math.ceil(400_000 / part.length)));
    expect(processorMs(() => read(body))).toBeLessThan(1_500);
  });
});
