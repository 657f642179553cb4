/** Readers remember what stood beside an item: it must make no difference. Each item is read among others and in a request of its own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { otlp } from '#functions/ingest/otlp/receiver.ts';
import { prometheusRemoteWrite } from '#functions/ingest/prometheus-remote-write/receiver.ts';
import { maxAttributes, maxValueDepth } from '#kernel/reading/limits.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { receivedAt } from './ingest-support.ts';

/** A length-delimited field. */
const field = (number: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const length: number[] = [];
  let rest = body.length;
  for (; rest > 0x7f; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length, rest]), body]);
};
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

/** Few and alike, so that neighbours often agree, and differ in a last byte, in a length, in a key that is another's beginning. */
const words = fc.constantFrom(...',a,b,ab,abcd,abcde,abcdf,job,instance,__proto__,1,é,abcdefghijklmnopqrst'.split(','));
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });

const nested = (depth: number): Buffer => (depth === 0 ? text(1, 'deep') : field(5, field(1, nested(depth - 1))));
const anyValue = fc.oneof(
  { weight: 8, arbitrary: words.map((word) => text(1, word)) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }).map((number) => Buffer.from([0x18, number])) },
  fc.constantFrom(Buffer.alloc(0), Buffer.from([0x10, 1]), nested(1), nested(maxValueDepth + 1)),
  words.map((word) => field(6, field(1, text(1, word), field(2, text(1, word))))),
);
/** Key and value, in this order mostly; either may be missing, come last or come twice. */
const keyValue = fc
  .tuple(words, anyValue, words, fc.constantFrom('usual', 'usual', 'usual', 'usual', 'turned', 'twice', 'bare', 'keyless', 'unknown'))
  .map(([key, value, other, form]) => {
    const [k, v] = [text(1, key), field(2, value)];
    const fields = {
      usual: [k, v],
      turned: [v, k],
      twice: [k, v, text(1, other)],
      bare: [k],
      keyless: [v],
      unknown: [k, text(9, other), v],
    };
    return Buffer.concat(fields[form as keyof typeof fields]);
  });
/** Names that many items of a request have in common, or nearly so. */
const names = fc.constantFrom(['abcde', 'b'], ['abcdf', 'b'], ['__proto__', 'b'], ['b', 'job'], ['a', 'b', 'a']);
const many = Array.from({ length: maxAttributes + 1 }, () => Buffer.alloc(0));
const attributes = (keys: readonly string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: few(keyValue) },
    { weight: 12, arbitrary: fc.tuple(...keys.map((key) => anyValue.map((value) => Buffer.concat([text(1, key), field(2, value)])))) },
    fc.array(keyValue, { minLength: 15, maxLength: 20 }),
    fc.constant(many),
  );

const readOtlp = (path: string, items: readonly Buffer[]): Decoded =>
  otlp.decode({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-protobuf' },
    query: {},
    body: request(items),
    receivedAt,
  });
/** Request, resource and scope around items. */
const request = (items: readonly Buffer[]): Buffer => field(1, field(2, ...items.map((item) => field(2, item))));
const readWrite = (items: readonly Buffer[]): Decoded =>
  prometheusRemoteWrite.decode({
    method: 'POST',
    path: '/api/v1/write',
    headers: { 'content-type': 'application/x-protobuf' },
    query: {},
    body: Buffer.concat(items.map((item) => field(1, item))),
    receivedAt,
  });

/** Values, order of names and all. */
const written = (signals: readonly unknown[]): readonly string[] =>
  signals.map((signal) => JSON.stringify(signal, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)));

const alike = (read: (items: readonly Buffer[]) => Decoded, item: (names: readonly string[]) => fc.Arbitrary<Buffer>): void => {
  // Items are drawn from a few, so that the same ones come again beside others.
  const requests = names
    .chain((list) => fc.array(item(list), { minLength: 1, maxLength: 4 }))
    .chain((pool) => fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 10 }));
  fc.assert(
    fc.property(requests, (items) => {
      const together = read(items);
      const apart = items.map((one) => read([one]));
      expect(written(together.signals)).toEqual(apart.flatMap(({ signals }) => written(signals)));
      const count = ({ rejected }: Decoded): number => rejected.reduce((sum, rejection) => sum + rejection.count, 0);
      expect(count(together)).toBe(apart.reduce((sum, one) => sum + count(one), 0));
    }),
    { numRuns: 400 },
  );
};

const ids = [field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 2))];

it('reads log records alike among others and alone', () => {
  alike(
    (items) => readOtlp('/v1/logs', items),
    (keys) => attributes(keys).map((list) => Buffer.concat(list.map((one) => field(6, one)))),
  );
});

it('reads spans with events and links alike among others and alone', () => {
  const part = (number: number, prefix: readonly Buffer[], place: number) =>
    few(few(keyValue)).map((parts) => parts.map((list) => field(number, ...prefix, ...list.map((one) => field(place, one)))));
  alike(
    (items) => readOtlp('/v1/traces', items),
    (keys) =>
      fc
        .tuple(attributes(keys), part(11, [], 3), part(13, ids, 4))
        .map(([list, events, links]) => Buffer.concat([...ids, ...events, ...list.map((one) => field(9, one)), ...links])),
  );
});

it('reads remote write series alike among others and alone', () => {
  const label = fc.tuple(words, words, fc.constantFrom('usual', 'usual', 'usual', 'turned', 'twice')).map(([name, value, form]) => {
    const [n, v] = [text(1, name), text(2, value)];
    return Buffer.concat({ usual: [n, v], turned: [v, n], twice: [n, v, text(1, value)] }[form as 'usual']);
  });
  const labels = (list: readonly string[]) =>
    fc
      .tuple(
        fc.constantFrom('m', 'n', 'm_total', ''),
        fc.oneof(
          few(label),
          fc.tuple(...list.map((name) => fc.constantFrom('a', 'b', '').map((value) => Buffer.concat([text(1, name), text(2, value)])))),
        ),
      )
      .map(([name, rest]) => [Buffer.concat([text(1, '__name__'), text(2, name)]), ...rest]);
  const sample = field(2, Buffer.from([0x10, 5]));
  alike(readWrite, (own) =>
    // The sample stands behind the labels, as it should, or between them.
    fc.tuple(labels(own), fc.oneof(fc.constant(9), fc.nat({ max: 3 }))).map(([list, at]) => {
      const fields = list.map((one) => field(1, one));
      return Buffer.concat([...fields.slice(0, at), sample, ...fields.slice(at)]);
    }),
  );
});
