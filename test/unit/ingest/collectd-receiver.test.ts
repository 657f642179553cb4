import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectd } from '#functions/ingest/collectd/receiver.ts';
import { InputError } from '#kernel/errors.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { post, receivedAt } from './ingest-support.ts';

const decodeText = (body: string, query: Record<string, string> = {}): Decoded =>
  collectd.decode({ ...post('/collectd', body), query, receivedAt });
const decode = (body: unknown, query?: Record<string, string>): Decoded => decodeText(JSON.stringify(body), query);
const list = (value: unknown, dstype: string, more: Record<string, unknown> = {}) => ({
  values: [value],
  dstypes: [dstype],
  dsnames: ['value'],
  time: 1_764_000_000.123,
  interval: 10,
  host: 'a',
  plugin: 'p',
  plugin_instance: '',
  type: 't',
  type_instance: '',
  ...more,
});
const dataOf = ({ signals }: Decoded) => signals.map((signal) => (signal.kind === 'metric' ? signal.data : signal.kind));

describe('the collectd receiver', () => {
  it('reads a value list', () => {
    expect(decode([list(1.5, 'gauge', { plugin_instance: 'x', type_instance: 'y' })]).signals).toEqual([
      {
        kind: 'metric',
        timeUnixNano: 1_764_000_000_123_000_000n,
        resource: { attributes: { 'host.name': 'a' } },
        attributes: { 'collectd.plugin': 'p', 'collectd.plugin_instance': 'x', 'collectd.type': 't', 'collectd.type_instance': 'y' },
        name: 'collectd_p_t',
        data: { type: 'gauge', value: 1.5 },
      },
    ]);
  });

  it.for([
    [5, 'gauge', { type: 'gauge', value: 5 }],
    [5, 'counter', { type: 'sum', value: 5, temporality: 'cumulative', monotonic: true }],
    [5, 'derive', { type: 'sum', value: 5, temporality: 'cumulative', monotonic: true }],
    [5, 'absolute', { type: 'sum', value: 5, temporality: 'delta', monotonic: true }],
    [5.5, 'derive', { type: 'gauge', value: 5.5 }],
    [null, 'derive', { type: 'none' }],
    [null, 'gauge', { type: 'none' }],
  ] as const)('reads %s of a %s', ([value, dstype, data]) => {
    expect(dataOf(decode([list(value, dstype)]))).toEqual([data]);
  });

  it('takes all counters of a request for rates where one of them is, or where the query says so', () => {
    const gauge = { type: 'gauge', value: 3 };
    expect(dataOf(decode([list(3, 'derive'), list(null, 'derive')]))[0]).toEqual(gauge);
    expect(dataOf(decode([list(3, 'derive')], { rates: 'true' }))[0]).toEqual(gauge);
    expect(dataOf(decode([list(3, 'derive'), list(null, 'gauge')]))[0]).toMatchObject({ type: 'sum' });
  });

  it('keeps the whole of a large counter that a double cannot', () => {
    const text = JSON.stringify([list(0, 'derive')]).replace('[0]', '[18446744073709551615]');
    expect(dataOf(decodeText(text))).toMatchObject([{ type: 'sum', value: 2 ** 64 }]);
  });

  it('ends a condition with the notification that says OKAY, whatever came between', () => {
    const notification = (severity: string, more: Record<string, string> = {}) => ({
      labels: { alertname: 'collectd_df', instance: 'a', df: 'root', service: 'collectd', severity, ...more },
      annotations: { summary: severity },
      startsAt: '2025-11-24T16:00:00.000000001Z',
    });
    const { signals } = decode([notification('WARNING'), notification('FAILURE'), notification('OKAY'), notification('OKAY', { df: 'x' })]);
    expect(signals.map((signal) => signal.kind === 'event' && [signal.status, signal.severityText, signal.message])).toEqual([
      ['firing', 'WARNING', 'WARNING'],
      ['firing', 'FAILURE', 'FAILURE'],
      ['resolved', 'OKAY', 'OKAY'],
      ['resolved', 'OKAY', 'OKAY'],
    ]);
    const keys = signals.map(({ attributes }) => attributes['event.key']);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
    expect(signals[0]).toMatchObject({ timeUnixNano: 1_764_000_000_000_000_001n, resource: { attributes: { 'host.name': 'a' } } });
  });

  it.for([
    [{ values: 7 }, 'values, dstypes and dsnames are not lists'],
    [{ values: [] }, 'values, dstypes and dsnames differ in length'],
    [{ time: 'now' }, 'the time is not a number of seconds'],
    [{ time: 1e300 }, 'the time is not a number of seconds'],
    [{ plugin: '' }, 'a value list has no plugin'],
    [{ host: {} }, 'host is not a text'],
    [{ values: ['x'] }, 'a value is not a number'],
  ] as const)('refuses a value list with %j alone', ([more, reason]) => {
    expect(decode([list(1, 'gauge', more), list(1, 'gauge')])).toMatchObject({ signals: [{}], rejected: [{ count: 1, reason }] });
  });

  it.for([
    ['PUTVAL a/p-x-y/t interval=10 1764000000.5:1', 1_764_000_000_500_000_000n, 'collectd_p_t', 'x-y'],
    ['PUTVAL "a/p-x y/t" N:1', 0n, 'collectd_p_t', 'x y'],
    ['PUTVAL a/t/t 1764000000:1', 1_764_000_000_000_000_000n, 'collectd_t', undefined],
  ] as const)('reads %s', ([line, time, name, instance]) => {
    const [signal] = decodeText(line).signals;
    expect(signal).toMatchObject({ timeUnixNano: time, name, data: { type: 'gauge', value: 1 } });
    expect(signal?.attributes['collectd.plugin_instance']).toBe(instance);
  });

  it('reads several times of one line', () => {
    expect(decodeText('PUTVAL a/p/t interval=1 1:1 2:U 3:3').signals).toMatchObject([
      { timeUnixNano: 1_000_000_000n },
      { data: { type: 'none' } },
      { timeUnixNano: 3_000_000_000n },
    ]);
  });

  it.for([
    'PUTVAL',
    'PUTVAL a/p/t',
    'PUTVAL a/p/t x:1',
    'PUTVAL a/p/t 1:x',
    'PUTVAL a/p 1:1',
    'PUTVAL a/p/t/u 1:1',
    'PUTVAL "a/p/t 1:1',
    `PUTVAL a/p/t 1${':1'.repeat(9_000)}`,
  ])('refuses the line %s', (line) => {
    expect(() => decodeText(line)).toThrow(InputError);
  });

  it('ends any JSON and any lines in an InputError or in signals', () => {
    const lists = fc.record({
      values: fc.jsonValue(),
      dstypes: fc.jsonValue(),
      dsnames: fc.jsonValue(),
      time: fc.jsonValue(),
      plugin: fc.jsonValue(),
      type: fc.jsonValue(),
    });
    const others = fc.oneof(
      fc.record({ labels: fc.jsonValue(), startsAt: fc.jsonValue() }),
      fc.record({ name: fc.jsonValue(), datapoints: fc.jsonValue(), tags: fc.jsonValue() }),
    );
    const json = fc.array(fc.oneof(fc.jsonValue(), lists, others)).map((items) => JSON.stringify(items));
    const lines = fc
      .array(fc.constantFrom('PUTVAL ', 'a/p/t', '"', '\\', ' ', '1:', '1', 'U', 'N', '/', '-', '\n', 'é'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(json, lines), (body) => {
        try {
          decodeText(body);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
