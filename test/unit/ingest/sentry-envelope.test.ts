/** Envelopes are taken apart as they were put together, and hostile ones end in a refusal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxHeaderBytes, maxItems, readEnvelope } from '#functions/ingest/sentry/envelope.ts';
import { createTally } from '#kernel/reading/tally.ts';

interface Written {
  readonly type: string;
  readonly payload: Buffer;
  /** How the end of the payload is told, and lines end. */
  readonly length: boolean;
  readonly crlf: boolean;
}

const bytesArb = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const lineArb = bytesArb.map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a)));
const itemArb: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ type: fc.string(), payload: bytesArb, length: fc.constant(true), crlf: fc.boolean() }),
  fc.record({ type: fc.string(), payload: lineArb, length: fc.constant(false), crlf: fc.constant(false) }),
);

/** As SDKs write: the newline behind the last payload is optional. */
const written = (items: readonly Written[], finalNewline: boolean): Buffer => {
  const parts: Buffer[] = [Buffer.from('{"event_id":"a"}\n')];
  for (const [at, { type, payload, length, crlf }] of items.entries()) {
    const end = Buffer.from(crlf ? '\r\n' : '\n');
    parts.push(Buffer.from(JSON.stringify(length ? { type, length: payload.length } : { type })), end, payload);
    if (finalNewline || at < items.length - 1) parts.push(end);
  }
  return Buffer.concat(parts);
};

const refusalsOf = (body: Buffer | string): readonly string[] => {
  const tally = createTally();
  readEnvelope(Buffer.from(body), tally);
  return tally.rejections().map(({ reason }) => reason);
};

describe('an envelope', () => {
  it('reads back item by item as it was written', () => {
    fc.assert(
      fc.property(fc.array(itemArb, { maxLength: 8 }), fc.boolean(), (items, finalNewline) => {
        const tally = createTally();
        const { header, items: read } = readEnvelope(written(items, finalNewline), tally);
        expect(header).toEqual({ event_id: 'a' });
        expect(tally.rejections()).toEqual([]);
        expect(read.map(({ header: { type }, payload, cutOff }) => ({ type, payload: payload.toString('hex'), cutOff }))).toEqual(
          items.map(({ type, payload }) => ({ type, payload: payload.toString('hex'), cutOff: false })),
        );
      }),
    );
  });

  it('keeps what comes before a place where it cannot be read on', () => {
    const good = '{}\n{"type":"a"}\n1\n';
    for (const [bad, reason] of [
      ['{"type":"b","length":3}\n12345\n', /does not end where its length says/],
      ['{"type":"b","length":-1}\n1\n', /not a whole number/],
      ['{"type":"b","length":1e99}\n1\n', /not a whole number/],
      ['{"type":"b","length":"1"}\n1\n', /not a whole number/],
      ['[1]\n1\n', /not a JSON object/],
      ['nonsense\n1\n', /not a JSON object/],
      [`{"type":"${'x'.repeat(maxHeaderBytes)}"}\n1\n`, /not a JSON object/],
    ] as const) {
      const tally = createTally();
      const { items } = readEnvelope(Buffer.from(good + bad), tally);
      expect(items.map(({ payload }) => payload.toString())).toEqual(['1']);
      expect(tally.rejections()).toEqual([{ count: 1, reason: expect.stringMatching(reason) as string }]);
    }
  });

  it('tells an item that is cut off from a whole one', () => {
    const { items } = readEnvelope(Buffer.from('{}\n{"type":"a","length":9007199254740991}\n1234'), createTally());
    expect(items.map(({ payload, cutOff }) => [payload.toString(), cutOff])).toEqual([['1234', true]]);
  });

  it('passes over empty lines between items, and may hold none', () => {
    expect(refusalsOf('{}')).toEqual([]);
    expect(refusalsOf('{}\n\n\r\n\n')).toEqual([]);
    expect(refusalsOf('{}\n\n{"type":"a"}\n1\n\n\n')).toEqual([]);
  });

  it('is refused as a whole without a header, or with too many items', () => {
    for (const body of ['', '\n{}', 'null\n', '[]', '{', `{"a":"${'x'.repeat(maxHeaderBytes)}"}`])
      expect(() => readEnvelope(Buffer.from(body), createTally())).toThrow(/first line/);
    const many = Buffer.from(`{}\n${'{"type":"a"}\n\n'.repeat(maxItems + 1)}`);
    expect(() => readEnvelope(many, createTally())).toThrow(/10000 items/);
  });
});
