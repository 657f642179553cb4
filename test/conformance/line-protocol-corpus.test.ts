/** InfluxData's own corpus of cases for readers of line protocol. Skips, saying so, where the data is not at hand. */
import { expect, it } from 'vitest';
import { LineReader } from '#functions/ingest/influx/line-reader.ts';
import { describePayloads, type Payload, payloadBody, payloadsOf } from '#test/support/payloads.ts';

const corpus = payloadsOf('influx-line-protocol').find(({ path }) => path.endsWith('decode-cases-dev.json'));

interface CorpusCase {
  readonly input: { readonly text: string | { readonly binary: string }; readonly precision: string };
  readonly output: { readonly error?: string; readonly result?: readonly CorpusPoint[] };
}

interface CorpusPoint {
  readonly time: string;
  readonly name: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly fields: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

const units: Readonly<Record<string, bigint>> = { '1ns': 1n, '1us': 1_000n, '1ms': 1_000_000n, '1s': 1_000_000_000n };

/** The cases with their 64-bit integers as digits. */
const corpusCases = (payload: Payload): CorpusCase[] => {
  const text = payloadBody(payload)
    .toString('utf8')
    .replace(/"(time|int|uint)":(-?\d+)/g, '"$1":"$2"');
  return Object.values((JSON.parse(text) as { cases: Record<string, CorpusCase> }).cases);
};

const read = ({ input }: CorpusCase) => {
  const body = typeof input.text === 'string' ? Buffer.from(input.text) : Buffer.from(input.text.binary, 'base64');
  const lines = new LineReader(body, units[input.precision] ?? 1n);
  const points: unknown[] = [];
  for (let found = lines.next(); found === 'point'; found = lines.next()) {
    const { measurement, tagKeys, tagValues, tagCount, fieldKeys, fieldValues, fieldCount } = lines.point;
    const tags = tagKeys.slice(0, tagCount).map((key, at) => [key, tagValues[at]]);
    points.push({ measurement, tags: tags.sort(), fields: fieldKeys.slice(0, fieldCount).map((key, at) => [key, fieldValues[at]]) });
  }
  return { points, flaw: lines.flaw, twice: points.some((point) => hasTwice((point as { tags: string[][] }).tags)) };
};

const hasTwice = (tags: readonly string[][]): boolean => new Set(tags.map(([key]) => key)).size < tags.length;

const expected = ({ name, tags, fields }: CorpusPoint): unknown => ({
  measurement: name,
  tags: tags.map(({ key, value }) => [key, value]).sort(),
  fields: fields.map(({ key, value }) => {
    const [type, given] = Object.entries(value)[0] ?? [];
    return [key, type === 'int' || type === 'uint' ? Number(given) : given];
  }),
});

describePayloads('Line protocol corpus', () => {
  it('are read as the corpus of InfluxData says', () => {
    if (corpus === undefined) throw new Error('the corpus is missing from the index');
    const cases = corpusCases(corpus);
    expect(cases.length).toBeGreaterThan(3_000);
    let lenient = 0;
    for (const item of cases) {
      const { points, flaw, twice } = read(item);
      const { error, result } = item.output;
      if (result !== undefined) {
        expect(points).toEqual(result.map(expected));
        expect(flaw).toBe('');
      } else if (flaw === '' && !twice) {
        // Bytes that are not UTF-8 become U+FFFD, as everywhere here.
        expect(error).toContain('invalid utf-8');
        lenient += 1;
      }
    }
    expect(lenient).toBeLessThan(10);
  });
});
