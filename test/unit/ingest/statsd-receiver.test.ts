import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statsd } from '#functions/ingest/statsd/receiver.ts';
import { InputError } from '#kernel/errors.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { post, receivedAt } from './ingest-support.ts';

const decode = (body: string): Decoded => statsd.decode({ ...post('/statsd', body), receivedAt });
const dataOf = (body: string) => decode(body).signals.map((signal) => (signal.kind === 'metric' ? signal.data : signal.kind));
const delta = (value: number) => ({ type: 'sum', value, temporality: 'delta', monotonic: false });
const histogram = (count: number, sum: number, min: number, max: number) => ({
  type: 'histogram',
  value: { count, sum, min, max, explicitBounds: [], bucketCounts: [] },
  temporality: 'delta',
});

describe('the StatsD receiver', () => {
  it.for([
    ['a:1|c', delta(1)],
    ['a:-1|c', delta(-1)],
    ['a:1:2:3|c', delta(6)],
    ['a:1|c|@0.1', delta(10)],
    ['a:1|c\na:2|c|@0.5', delta(5)],
    ['a:1.5|g', { type: 'gauge', value: 1.5 }],
    ['a:5|g\na:7|g', { type: 'gauge', value: 7 }],
    ['a:5|g\na:-2|g\na:+1|g', { type: 'gauge', value: 4 }],
    ['a:+5|g\na:-2|g', delta(3)],
    ['a:0|g\na:-2|g', { type: 'gauge', value: -2 }],
    ['a:10:20|ms', histogram(2, 30, 10, 20)],
    ['a:10|h|@0.5\na:40|h', histogram(3, 60, 10, 40)],
    ['a:-1e2|d', histogram(1, -100, -100, -100)],
    ['a:x|s\na:y|s\na:x|s', { type: 'gauge', value: 2 }],
    ['a:1:2|s', { type: 'gauge', value: 1 }],
  ] as const)('reads %j', ([body, data]) => {
    expect(dataOf(body)).toEqual([data]);
  });

  it('puts tags about the emitter into the resource, and keeps the rest', () => {
    expect(decode('a:1|ms|#route:/x:y,env:prod,service:shop,version:2,beta,k:1,k:2,instance:C|c:abc|T1764000000|e:it').signals).toEqual([
      {
        kind: 'metric',
        timeUnixNano: 1_764_000_000_000_000_000n,
        resource: {
          attributes: { 'service.name': 'shop', 'deployment.environment.name': 'prod', 'service.version': '2', 'container.id': 'abc' },
        },
        attributes: { beta: '', instance: 'C', k: '1,2', route: '/x:y' },
        name: 'a',
        data: histogram(1, 1, 1, 1),
        unit: 'ms',
      },
    ]);
  });

  it('keeps series apart by type, tags, container and time, and tells none apart by the order of tags', () => {
    const lines = ['a:1|c|#x:1,y:2', 'a:1|c|#y:2,x:1', 'a:1|c|#x:1', 'a:1|g|#x:1', 'a:1|c|#x:1|c:z', 'a:1|c|#x:1|T5', 'b:1|c|#x:1'];
    expect(decode(lines.join('\n')).signals).toHaveLength(6);
  });

  it('takes any name for a tag', () => {
    expect(Object.entries(decode('a:1|c|#__proto__:x,constructor:y').signals[0]?.attributes ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('reads an event by its lengths in bytes, bars in it and all', () => {
    expect(decode('_e{6,8}:né|it|a|b\\nc|d|d:1764000000|h:web|k:key|t:error|p:low|s:app|#env:prod').signals).toMatchObject([
      {
        kind: 'event',
        source: 'dogstatsd',
        name: 'né|it',
        status: 'firing',
        severityText: 'error',
        message: 'a|b\nc|d',
        timeUnixNano: 1_764_000_000_000_000_000n,
        resource: { attributes: { 'host.name': 'web', 'deployment.environment.name': 'prod' } },
        attributes: { 'event.key': 'event|key', 'label.env': 'prod', 'dogstatsd.priority': 'low', 'dogstatsd.source_type_name': 'app' },
      },
    ]);
  });

  it('ends an event with its success, under the same key', () => {
    const [bad, good] = decode('_e{1,0}:t||t:error|#a,b\n_e{1,0}:t||t:success|#b,a').signals;
    expect([bad, good]).toMatchObject([{ status: 'firing', message: 't' }, { status: 'resolved' }]);
    expect(bad?.attributes['event.key']).toBe(good?.attributes['event.key']);
  });

  it('reads a service check, and ends it with OK', () => {
    const signals = decode('_sc|a|1|#x:1|m:b|c\n_sc|a|0|#x:1\n_sc|a|3').signals;
    expect(signals).toMatchObject([
      { name: 'a', status: 'firing', severityText: 'WARNING', message: 'b|c' },
      { name: 'a', status: 'resolved', severityText: 'OK', message: 'a is OK' },
      { name: 'a', status: 'firing', severityText: 'UNKNOWN' },
    ]);
    const keys = signals.map(({ attributes }) => attributes['event.key']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it.for([
    ['a', 'a metric is not name:value|type'],
    [':1|c', 'a metric is not name:value|type'],
    ['a:1', 'the type is none of c, g, ms, h, d and s'],
    ['a:1|x', 'the type is none of c, g, ms, h, d and s'],
    ['a:|c', 'a value is not a number'],
    ['a:1:|c', 'a value is not a number'],
    ['a:NaN|g', 'a value is not a number'],
    ['a:1e999|g', 'a value is not a number'],
    ['a:0x1|c', 'a value is not a number'],
    ['a:1|c|@0', 'the sample rate is not above 0 and up to 1'],
    ['a:1|c|@1.5', 'the sample rate is not above 0 and up to 1'],
    ['a:1|c|@', 'the sample rate is not above 0 and up to 1'],
    ['a:1|c|T-1', 'the timestamp is not a number of seconds'],
    ['_e{2,1}:a|b', 'the lengths of an event are not those of its title and text'],
    ['_e{1,1}:a|bc', 'the lengths of an event are not those of its title and text'],
    ['_e{0,1}:|b', 'the lengths of an event are not those of its title and text'],
    ['_e{1}:a|b', 'an event does not begin with _e{title length,text length}:'],
    ['_sc|a|4', 'a service check is not _sc|name|status with a status of 0 to 3'],
    ['_sc||0', 'a service check is not _sc|name|status with a status of 0 to 3'],
    [`a:1|c|#${Array.from({ length: 600 }, (_, at) => `t${at}`).join(',')}`, 'more than 512 attributes'],
    [`a:${'1:'.repeat(40_000)}1|c`, 'longer than 65536 characters'],
  ] as const)('refuses a line alone: %.40s', ([line, reason]) => {
    expect(decode(`ok:1|c\r\n\n${line}\nok:1|c`)).toMatchObject({
      signals: [{ name: 'ok', data: delta(2) }],
      rejected: [{ count: 1, reason: `line 3: ${reason}` }],
    });
  });

  it('refuses more parts than a request may have', () => {
    for (const [line, count] of [
      ['a:1|c', 130_000],
      ['a', 30_000],
      ['_sc|a|0', 30_000],
    ] as const)
      expect(() => decode(`${line}\n`.repeat(count))).toThrow(expect.objectContaining({ reason: 'too_large' }));
  });

  it('adds up whatever order lines come in: counters and sets', () => {
    const line = fc.tuple(
      fc.constantFrom('a', 'b'),
      fc.integer({ min: -9, max: 9 }),
      fc.constantFrom('c', 's'),
      fc.constantFrom('', '|#x', '|#y,x', '|#x,y'),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = lines.map(([name, value, type, tags]) => `${name}:${value}|${type}${tags}`);
        const asText = (signals: Decoded['signals']) => signals.map((signal) => JSON.stringify({ ...signal, timeUnixNano: 0 })).sort();
        expect(asText(decode(text.join('\n')).signals)).toEqual(asText(decode(text.toReversed().join('\n')).signals));
      }),
    );
  });

  it('ends any lines in an InputError or in signals', () => {
    const parts = fc.constantFrom(
      'a',
      ':',
      '1',
      '|',
      'c',
      'g',
      'ms',
      's',
      '@',
      '.5',
      '#',
      ',',
      'T',
      '_e{',
      '1,1',
      '}:',
      '_sc|',
      'm:',
      'd:',
      '\n',
      '\r',
      'é',
      '\\n',
      '-',
      '+',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (tokens) => {
        try {
          for (const signal of decode(tokens.join('')).signals) expect(signal.kind).toMatch(/^(?:metric|event)$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
