import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { influx } from '#functions/ingest/influx/receiver.ts';
import { telegraf } from '#functions/ingest/telegraf/receiver.ts';
import { InputError } from '#kernel/errors.ts';
import type { Decoded } from '#kernel/receiver.ts';
import { post, receivedAt } from './ingest-support.ts';

const decodeText = (body: string): Decoded => telegraf.decode({ ...post('/telegraf', body), receivedAt });
const decode = (body: unknown): Decoded => decodeText(JSON.stringify(body));
const metric = { name: 'mem', tags: { host: 'a' }, fields: { used: 1 }, timestamp: 1_764_000_000 };

describe('the Telegraf receiver', () => {
  it.for([
    ['one metric', metric],
    ['a list', [metric]],
    ['a batch', { metrics: [metric] }],
    ['a CloudEvent', { specversion: '1.0', data: metric }],
    ['a CloudEvent of a batch', [{ specversion: '1.0', data: { metrics: [metric] } }]],
  ] as const)('reads %s', ([, body]) => {
    expect(decode(body)).toEqual({
      signals: [
        {
          kind: 'metric',
          timeUnixNano: 1_764_000_000_000_000_000n,
          resource: { attributes: { 'host.name': 'a' } },
          attributes: {},
          name: 'mem_used',
          data: { type: 'gauge', value: 1 },
        },
      ],
      rejected: [],
    });
  });

  it.for([
    ['1764000000', 1_764_000_000_000_000_000n],
    ['1764000000123', 1_764_000_000_123_000_000n],
    ['1764000000123456', 1_764_000_000_123_456_000n],
    ['1764000000123456789', 1_764_000_000_123_456_789n],
    ['-1', -1_000_000_000n],
    ['"2025-11-24T16:00:00.000000001Z"', 1_764_000_000_000_000_001n],
    ['null', 0n],
  ] as const)('reads the timestamp %s', ([timestamp, nanos]) => {
    expect(decodeText(`{"name":"m","fields":{"v":1},"timestamp":${timestamp}}`).signals[0]?.timeUnixNano).toBe(nanos);
  });

  it.for(['1.5', '"soon"', '{}', 'true', '""', '1e300'])('refuses the timestamp %s', (timestamp) => {
    expect(() => decodeText(`{"name":"m","fields":{"v":1},"timestamp":${timestamp}}`)).toThrow(/timestamp is neither/);
  });

  it('tells long numbers from texts of digits', () => {
    const { signals } = decodeText('{"name":"m","fields":{"n":12345678901234567890,"t":"12345678901234567890"},"timestamp":1}');
    expect(signals).toMatchObject([
      { kind: 'metric', name: 'm_n', data: { value: 12_345_678_901_234_567_000 } },
      { kind: 'log', attributes: { 'telegraf.t': '12345678901234567890' } },
    ]);
  });

  it.for([
    [{ ...metric, name: 7 }, 'a metric has no name'],
    [{ ...metric, name: '' }, 'no measurement'],
    [{ ...metric, fields: {} }, 'no fields'],
    [{ ...metric, fields: { a: null } }, 'no fields'],
    [{ ...metric, fields: { a: [1] } }, 'a field is neither a number, a boolean nor a text'],
    [{ ...metric, fields: [1] }, 'a metric has no fields'],
    [{ ...metric, tags: 'x' }, 'the tags are not an object'],
    [{ ...metric, tags: { a: {} } }, 'a tag is not a text'],
    [null, 'a metric is not an object'],
  ] as const)('refuses %j alone: %s', ([bad, reason]) => {
    expect(decode([bad, metric])).toMatchObject({ signals: [{ name: 'mem_used' }], rejected: [{ count: 1, reason }] });
  });

  it.for([[], { metrics: [] }])('takes the empty batch %j', (body) => {
    expect(decode(body)).toEqual({ signals: [], rejected: [] });
  });

  it.for(['{"specversion":1,"data":', '{"records":['])('refuses a form nested in itself: %s', (open) => {
    const close = open.endsWith('[') ? ']}' : '}';
    expect(() => decodeText(`${open.repeat(5_000)}{}${close.repeat(5_000)}`)).toThrow(InputError);
  });

  it('reads a metric as it is read from line protocol', () => {
    const [signal] = influx.decode({ ...post('/write', 'disk,host=a,path=/ used=1.5,ok=t 1764000000000000001'), receivedAt }).signals;
    const text = '{"name":"disk","tags":{"host":"a","path":"/"},"fields":{"used":1.5,"ok":true},"timestamp":1764000000000000001}';
    expect(decodeText(text).signals[0]).toEqual(signal);
  });

  it('ends any JSON in an InputError or in signals', () => {
    const metrics = fc.record(
      { name: fc.jsonValue(), fields: fc.jsonValue(), tags: fc.jsonValue(), timestamp: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const events = fc.record({ event: fc.constant('metric'), time: fc.jsonValue(), fields: fc.jsonValue(), host: fc.jsonValue() });
    const item = fc.oneof(
      fc.jsonValue(),
      metrics,
      events,
      fc.record({ metrics: fc.array(metrics) }),
      fc.record({ metric_type: fc.string(), node: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(fc.oneof(item, fc.array(item)), (body) => {
        try {
          decode(body);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
