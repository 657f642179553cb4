/** Times, identities and hostile content of what Sentry's SDKs send. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IngestResult, ingest } from '#functions/ingest/ingest.ts';
import { nanosOf } from '#functions/ingest/sentry/time.ts';
import type { Signal } from '#kernel/signal.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';

const send = async (
  items: readonly (readonly [string, unknown])[],
  header: unknown = {},
): Promise<IngestResult & { signals: Signal[] }> => {
  const lines = items.map(([type, payload]) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return `${JSON.stringify({ type, length: Buffer.byteLength(text) })}\n${text}`;
  });
  const ports = pretendPorts();
  const result = await ingest(post('/api/1/envelope/', [JSON.stringify(header), ...lines].join('\n')), ports);
  return { ...result, signals: ports.signals() };
};

const keyOf = async (event: object): Promise<unknown> => (await send([['event', event]])).signals[0]?.attributes['event.key'];

const thrown = (lineno: number, value: string, filename = '/srv/app.js'): object => ({
  exception: { values: [{ type: 'TypeError', value, stacktrace: { frames: [{ filename, function: 'run', lineno, in_app: true }] } }] },
});

describe('a time', () => {
  it('is exact to the nanosecond as its digits say, number or text', () => {
    expect(nanosOf(1_795_218_222.5767145)).toBe(1_795_218_222_576_714_500n);
    expect(nanosOf('1795218222.123456789')).toBe(1_795_218_222_123_456_789n);
    expect(nanosOf('2026-11-20T23:48:37.140472Z')).toBe(1_795_218_517_140_472_000n);
    expect(nanosOf('2026-11-21T01:18:37.140472+01:30')).toBe(1_795_218_517_140_472_000n);
    expect(nanosOf('2026-11-20 23:48:37')).toBe(1_795_218_517_000_000_000n);
  });

  it('agrees with the clock of the language for every millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000_000_000_000 }), (millis) => {
        expect(nanosOf(new Date(millis).toISOString())).toBe(BigInt(millis) * 1_000_000n);
        expect(nanosOf(millis / 1_000)).toBe(BigInt(millis) * 1_000_000n);
      }),
    );
  });

  it('is not made of anything else', () => {
    for (const value of [
      -1,
      0,
      1e21,
      1e-9,
      Number.NaN,
      '',
      'now',
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '9'.repeat(5_000),
      null,
      {},
    ])
      expect(nanosOf(value)).toBeUndefined();
  });
});

it('a release that is an address with a password is not taken apart: its password is seen for one', async () => {
  const { signals } = await send([['event', { message: 'x', release: 'fetched from https://deploy:tr0ub4dor@git.example/shop.git' }]]);
  expect(signals[0]?.resource.attributes['service.name']).toBe('sentry-project-1');
  expect(JSON.stringify(signals[0]?.resource)).not.toContain('tr0ub4dor');
});

describe('the key of an event', () => {
  it('stays the same when lines, numbers and builds change', async () => {
    expect(await keyOf(thrown(1, 'a is 1'))).toBe(await keyOf(thrown(99, 'a is 2')));
    expect(await keyOf(thrown(1, 'a', 'https://x.example/main.3f2a1b9c0d.js?v=1'))).toBe(
      await keyOf(thrown(7, 'b', 'https://x.example/main.ffff1b9c0d.js?v=2')),
    );
    expect(await keyOf({ message: 'job 12 took 3 s' })).toBe(await keyOf({ message: 'job 13 took 44 s' }));
  });

  it('differs by type, place, and the fingerprint that the application gives', async () => {
    const keys = await Promise.all(
      [
        thrown(1, 'a'),
        thrown(1, 'a', '/srv/other.js'),
        { ...thrown(1, 'a'), fingerprint: ['mine'] },
        { ...thrown(1, 'a'), fingerprint: ['mine', '{{ default }}'] },
        { message: 'a' },
        { message: 'b' },
      ].map(keyOf),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[3]).toBe('1|mine|TypeError|/srv/app.js|run');
  });

  it('is bounded, and two long ones still differ', async () => {
    const [one, two] = await Promise.all(['a', 'b'].map((end) => keyOf({ message: `${'x'.repeat(5_000)}${end}` })));
    expect(String(one).length).toBeLessThanOrEqual(300);
    expect(one).not.toBe(two);
  });
});

describe('hostile envelopes', () => {
  const deep = (levels: number): string => `{"message":"deep","extra":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

  it('nest 10,000 deep without harm', async () => {
    const { answer, signals } = await send([['event', deep(10_000)]]);
    expect([answer.status, signals.length]).toEqual([200, 1]);
    const spans = `{"items":[{"body":"x","attributes":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}},{"body":"y"}]}`;
    const logs = await send([['log', spans]]);
    expect(bodyText(logs.answer.body)).toContain('nested deeper');
    expect(logs.signals).toMatchObject([{ body: 'y' }]);
  });

  it('name things after the language itself', async () => {
    const names =
      '{"message":"m","tags":{"__proto__":"1","constructor":"2"},"extra":{"__proto__":"3"},"contexts":{"__proto__":{"trace":1}}}';
    const { signals } = await send([
      ['event', names],
      ['__proto__', '{}'],
      ['log', '{"items":[{"body":"b","attributes":{"__proto__":{"value":"v"},"constructor":{"value":1}}}]}'],
    ]);
    expect(signals[0]?.attributes).toMatchObject({ 'label.__proto__': '1', 'label.constructor': '2', 'annotation.__proto__': '3' });
    const log = signals.find(({ kind }) => kind === 'log');
    expect(Object.entries(log?.attributes ?? {})).toEqual([
      ['__proto__', 'v'],
      ['constructor', 1],
    ]);
    expect(signals.find(({ attributes }) => attributes['sentry.item.type'] === '__proto__')).toBeDefined();
  });

  it('of any JSON in any known item are answered, never with 5xx, and count everything', async () => {
    const types = ['event', 'transaction', 'span', 'log', 'trace_metric', 'session', 'sessions', 'check_in', 'client_report', 'feedback'];
    const keys = [
      'items',
      'exception',
      'values',
      'stacktrace',
      'frames',
      'tags',
      'extra',
      'contexts',
      'trace',
      'timestamp',
      'status',
      'spans',
    ];
    const key = fc.oneof(fc.constantFrom(...keys), fc.string());
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, true, 0, -1, 1e300, 'x', '2026-01-01T00:00:00Z'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...types), value), { maxLength: 3 }), async (items) => {
        const { answer, report } = await send(items);
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 200) expect(report.produced + (report.suppressed['rejected'] ?? 0)).toBe(report.received);
      }),
      { numRuns: 300 },
    );
  });

  it('have long texts and stacks cut, so that the event still fits', async () => {
    const frames = Array.from({ length: 5_000 }, (_, at) => ({ filename: 'f.js', function: `f${at}`, lineno: at }));
    const exception = [{ type: 'T'.repeat(9_000), value: 'v'.repeat(200_000), stacktrace: { frames } }];
    const { answer, signals } = await send([['event', { exception, tags: { a: 'x'.repeat(100_000) } }]]);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(signals[0]?.attributes).length).toBeLessThan(60_000);
    expect(signals[0]?.attributes['exception.stacktrace']).toMatch(/f4999 .*[\s\S]*1940 frames left out[\s\S]*f3000 /);
  });
});

describe('the key of a DSN', () => {
  const secret = 'feedfacefeedfacefeedfacefeedface';

  it.for([
    ['query', { query: { sentry_key: secret } }, '{}'],
    ['X-Sentry-Auth', { headers: { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${secret}` } }, '{}'],
    ['DSN of the header', {}, JSON.stringify({ dsn: `https://${secret}@sentry.example.com/1` })],
    ['trace of the header', {}, JSON.stringify({ trace: { public_key: secret } })],
  ] as const)('in the %s reaches no signal and no answer', async ([, more, header]) => {
    const event = `{"type":"event"}\n{"message":"POST https://sentry.example.com/?sentry_key=${secret}","tags":{"${secret}":"${secret}"}}`;
    const ports = pretendPorts();
    const { answer } = await ingest({ ...post('/api/1/envelope/', `${header}\n${event}`), ...more }, ports);
    const signals = JSON.stringify(ports.signals(), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(answer.status).toBe(200);
    expect(signals).toContain('sentry_key=redacted');
    expect(signals + bodyText(answer.body)).not.toContain(secret);
  });
});

it('tells clients how long to stay away in their own header', async () => {
  const { UpstreamError } = await import('#kernel/errors.ts');
  const ports = pretendPorts(new UpstreamError('The stream is full.', { reason: 'throttled', retryAfter: 59.2 }));
  const { answer } = await ingest(post('/api/1/envelope/', '{}\n{"type":"event"}\n{"message":"m"}'), ports);
  expect([answer.status, answer.headers['retry-after'], answer.headers['x-sentry-rate-limits']]).toEqual([429, '60', '60::organization']);
});
