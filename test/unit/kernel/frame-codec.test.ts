import { isDeepStrictEqual } from 'node:util';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import type { Frame } from '#kernel/frame.ts';
import { decodeFrame, encodeFrame, maxFrameJsonBytes } from '#kernel/frame-codec.ts';
import { fromTimeCell } from '#kernel/frame-columns.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { signal } from './signal-arbitraries.ts';

const frame = (signals: Frame['signals']): Frame => ({ id: 'f1', partition: 'p1', receivedAt: 1_764_000_000_123, signals });

const log = (row: number): LogSignal => ({
  kind: 'log',
  timeUnixNano: 1_764_000_000_000_000_001n + BigInt(row) * 1_003n,
  resource: { attributes: { 'service.name': 'checkout' } },
  attributes: { 'http.route': '/pay', attempt: row },
  severityNumber: 9,
  body: `paid order ${row}`,
});

/** The reason of the InputError decoding ends in; fails on any other exception. */
const reasonOf = (bytes: Uint8Array): string => {
  try {
    decodeFrame(bytes);
    return 'decoded';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).reason;
  }
};

const withJson = (json: string): Uint8Array => Buffer.concat([Buffer.from([1, 1]), zstdCompressSync(Buffer.from(json))]);

const inflate = (data: Uint8Array): string => zstdDecompressSync(data.subarray(2)).toString('utf8');

/** The document with one value, somewhere, replaced by junk. */
const replaceSomewhere = (document: unknown, picks: Iterator<number>, junk: unknown): unknown => {
  if (typeof document !== 'object' || document === null) return junk;
  const keys = Object.keys(document);
  const pick = picks.next().value as number;
  const key = keys[pick % (keys.length + 1)];
  if (key === undefined) return junk;
  const copy = (Array.isArray(document) ? [...document] : { ...document }) as Record<string, unknown>;
  copy[key] = replaceSomewhere(copy[key], picks, junk);
  return copy;
};

describe('the frame codec', () => {
  it('gives every signal back equal in every field', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 30 }), (signals) => {
        const decoded = decodeFrame(encodeFrame(frame(signals)).data);
        // Not toStrictEqual: an attribute called `constructor` confuses it.
        expect(isDeepStrictEqual(decoded, frame(signals))).toBe(true);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('tells the awkward doubles apart', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324, 1.7976931348623157e308];
    const signals = values.map((value) => ({ ...log(0), kind: 'metric' as const, name: 'm', data: { type: 'gauge' as const, value } }));
    const decoded = decodeFrame(encodeFrame(frame(signals)).data).signals.map(
      (s) => s.kind === 'metric' && s.data.type === 'gauge' && s.data.value,
    );
    decoded.forEach((value, at) => {
      expect(Object.is(value, values[at])).toBe(true);
    });
  });

  it('carries ids of any width, though the usual ones take less room', () => {
    const signals = ['', 'short', '-'.repeat(32), 'a'.repeat(32)].map((traceId) => ({ ...log(1), traceId }));
    expect(decodeFrame(encodeFrame(frame(signals)).data).signals).toEqual(signals);
  });

  it('writes the same bytes for the same signals, whether or not they share objects', () => {
    const resource = { attributes: { 'service.name': 'checkout' } };
    const shared = [log(1), log(2)].map((signal) => ({ ...signal, resource }));
    expect(encodeFrame(frame(shared)).data).toEqual(encodeFrame(frame([log(1), log(2)])).data);
  });

  it('says what it carries without being decoded', () => {
    const encoded = encodeFrame(frame([log(1), log(2)]));
    expect(encoded).toMatchObject({ id: 'f1', partition: 'p1', count: 2 });
    expect([...encoded.data.subarray(0, 2)]).toEqual([1, 1]);
  });

  it('reads an uncompressed frame', () => {
    const json =
      '{"id":"f","partition":"p","receivedAt":1,"kinds":[],"resources":[],"scopes":[],"attributes":{"rows":0,"shapes":[],"columns":[]}}';
    expect(decodeFrame(Buffer.concat([Buffer.from([1, 0]), Buffer.from(json)])).signals).toEqual([]);
  });

  it.for([
    ['no bytes at all', Buffer.alloc(0), 'malformed'],
    ['a version of the future', Buffer.from([2, 1, 0]), 'unknown_version'],
    ['a compression of the future', Buffer.from([1, 9, 0]), 'unknown_compression'],
    ['no payload', Buffer.from([1, 1]), 'malformed'],
    ['JSON that is no frame', withJson('[]'), 'malformed'],
    ['null', withJson('null'), 'malformed'],
    ['no JSON', withJson('{'), 'malformed'],
    ['a bomb', Buffer.concat([Buffer.from([1, 1]), zstdCompressSync(Buffer.alloc(maxFrameJsonBytes + 1, 0x20))]), 'too_large'],
  ] as const)('refuses %s', ([, bytes, reason]) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  it('does not believe a small frame that claims a great many signals', () => {
    const constant = '{"v":0}';
    const group = `{"count":1e9,"resource":${constant},"scope":{"v":-1},"time":${constant},"severityNumber":${constant},"body":{"v":""}}`;
    const json = `{"id":"f","partition":"p","receivedAt":1,"kinds":[[0,1e9]],"resources":[{"attributes":{}}],"scopes":[],"log":${group},"attributes":{"rows":1e9,"shapes":[[]],"order":${constant},"columns":[[]]}}`;
    expect(reasonOf(withJson(json))).toBe('malformed');
  });

  it('ends every damaged frame in an InputError', () => {
    const { data } = encodeFrame(frame(Array.from({ length: 50 }, (_, row) => log(row))));
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.nat(255), fc.nat(data.length), (at, byte, length) => {
        const damaged = Uint8Array.from(data.subarray(0, length));
        if (at < damaged.length) damaged[at] = byte;
        expect(['decoded', 'malformed', 'too_large', 'unknown_version', 'unknown_compression']).toContain(reasonOf(damaged));
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it.for([1e300, 0.5, -1e16])('takes %s for no time', (cell) => expect(() => fromTimeCell(cell, 5n)).toThrow(InputError));

  it('ends every damaged document in an InputError or in well-formed signals', () => {
    fc.assert(
      fc.property(
        fc.array(signal, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(1000)),
        fc.jsonValue(),
        (signals, picks, junk) => {
          const inflated = JSON.parse(inflate(encodeFrame(frame(signals)).data)) as unknown;
          const damaged = withJson(JSON.stringify(replaceSomewhere(inflated, picks, junk)));
          const reason = reasonOf(damaged);
          expect(['decoded', 'malformed']).toContain(reason);
          if (reason !== 'decoded') return;
          const decoded = decodeFrame(damaged);
          expect(isDeepStrictEqual(decodeFrame(encodeFrame(decoded).data), decoded)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  }, 60_000);
});
