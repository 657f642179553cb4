import { describe, expect, it } from 'vitest';
import { influx } from '#functions/ingest/influx/receiver.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { maxAttributes } from '#kernel/reading/limits.ts';
import type { Decoded } from '#kernel/receiver.ts';
import type { Signal } from '#kernel/signal.ts';
import { bodyText, post, pretendPorts, receivedAt } from './ingest-support.ts';

const decode = (body: string, path = '/api/v2/write', query: Record<string, string> = {}): Decoded =>
  influx.decode({ ...post(path, body), query, receivedAt });
const only = (body: string): Signal => {
  const { signals } = decode(body);
  expect(signals).toHaveLength(1);
  return signals[0] as Signal;
};

describe('the influx receiver', () => {
  it('names a metric by measurement and field', () => {
    expect(only('cpu,cpu=cpu0,host=a usage_idle=97.5 1764000000123456789')).toEqual({
      kind: 'metric',
      timeUnixNano: 1_764_000_000_123_456_789n,
      resource: { attributes: { 'host.name': 'a' } },
      attributes: { cpu: 'cpu0' },
      name: 'cpu_usage_idle',
      data: { type: 'gauge', value: 97.5 },
    });
  });

  it.for([
    ['temperature gauge=1', 'temperature', { type: 'gauge', value: 1 }],
    ['requests_total counter=1', 'requests_total', { type: 'sum', value: 1, temporality: 'cumulative', monotonic: true }],
    ['hits,temporality=delta counter=1i', 'hits', { type: 'sum', value: 1, temporality: 'delta', monotonic: true }],
    ['prometheus up=1', 'up', { type: 'gauge', value: 1 }],
    ['disk ok=T', 'disk_ok', { type: 'gauge', value: 1 }],
    ['disk ok=f', 'disk_ok', { type: 'gauge', value: 0 }],
  ] as const)('reads %s as the metric %s', ([line, name, data]) => {
    expect(only(line)).toMatchObject({ name, data });
  });

  it('makes one log record of the texts of a point, with the numbers beside it as metrics', () => {
    const { signals } = decode('service,host=a,level=warn state="down",note="disk, full",checks=3i');
    expect(signals).toEqual([
      expect.objectContaining({ kind: 'metric', name: 'service_checks' }),
      {
        kind: 'log',
        timeUnixNano: 0n,
        resource: { attributes: { 'host.name': 'a' } },
        attributes: { level: 'warn', 'influx.measurement': 'service', 'influx.state': 'down', 'influx.note': 'disk, full' },
        severityNumber: 0,
        severityText: 'warn',
        body: 'service state=down note=disk, full',
      },
    ]);
  });

  it('keeps a tag that finds no place in the resource as an attribute', () => {
    expect(only('m,host=short,host.name=long,job=shop,service=api,env=shop,instance=C: v=1')).toMatchObject({
      resource: { attributes: { 'host.name': 'long', 'service.name': 'api', 'deployment.environment.name': 'shop' } },
      attributes: { host: 'short', job: 'shop', instance: 'C:' },
    });
  });

  it('gives points about one host one resource, however their tags are ordered and cut', () => {
    const { signals } = decode('a,host=x v=1\nb,k=1,host=x v=1\nc,host=xenv,env=1 v=1\nd,host=x,env=env1 v=1');
    expect(signals[0]?.resource).toBe(signals[1]?.resource);
    expect(signals[2]?.resource).not.toEqual(signals[3]?.resource);
  });

  it('takes any name for a tag or a text', () => {
    const { signals } = decode('m,__proto__=a,constructor=b __proto__="c",v=1');
    expect(Object.entries(signals[0]?.attributes ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(signals[1]?.attributes).toMatchObject({ 'influx.__proto__': 'c' });
  });

  it.for([
    ['/api/v2/write', 'ns', 1n],
    ['/api/v2/write', 'us', 1_000n],
    ['/api/v2/write', 'ms', 1_000_000n],
    ['/api/v2/write', 's', 1_000_000_000n],
    ['/api/v2/write', '', 1n],
    ['/write', 'n', 1n],
    ['/write', 'ns', 1n],
    ['/write', 'u', 1_000n],
    ['/write', 'µ', 1_000n],
    ['/write', 'ms', 1_000_000n],
    ['/write', 'm', 60_000_000_000n],
    ['/write', 'h', 3_600_000_000_000n],
  ] as const)('reads times at %s in the precision "%s"', ([path, precision, unit]) => {
    expect(decode('m v=1 7', path, { precision }).signals[0]?.timeUnixNano).toBe(7n * unit);
  });

  it.for([
    ['/api/v2/write', 'h'],
    ['/write', 'sec'],
    ['/write', '__proto__'],
  ] as const)('refuses at %s the precision "%s"', ([path, precision]) => {
    expect(() => decode('m v=1 7', path, { precision })).toThrow(/precision of timestamps is one of ns, us, ms, s/);
  });

  it('keeps the valid lines, and says which were refused and why', () => {
    const { signals, rejected } = decode('m v=1\nm v\nm,a=1,a=2 v=1\nm v=2');
    expect(signals).toHaveLength(2);
    expect(rejected).toEqual([
      { count: 1, reason: 'line 2: a field key is not followed by `=`' },
      { count: 1, reason: 'line 3: a tag is given twice' },
    ]);
  });

  it('names the first hundred refused lines, and counts the others', () => {
    const { rejected } = decode(`m v=1\n${'m v\n'.repeat(1_000)}`);
    expect(rejected).toHaveLength(101);
    expect(rejected[100]?.count).toBe(900);
  });

  it('refuses a point of too many tags and texts, and a request of too many parts', () => {
    const tags = Array.from({ length: maxAttributes + 1 }, (_, at) => `t${at}=x`).join(',');
    const texts = Array.from({ length: maxAttributes }, (_, at) => `t${at}="x"`).join(',');
    expect(decode(`m v=1\nm,${tags} v=1\nm ${texts}`).rejected).toEqual([
      { count: 1, reason: 'line 2: more than 512 tags' },
      { count: 1, reason: 'line 3: more than 511 tags and texts' },
    ]);
    expect(() => decode('m v=1\n'.repeat(130_000))).toThrow(expect.objectContaining({ reason: 'too_large' }));
    expect(() => decode('m\n'.repeat(300_000))).toThrow(expect.objectContaining({ reason: 'too_large' }));
  });

  it.for([
    ['/api/v2/write', 429, { code: 'too many requests' }],
    ['/write', 503, { error: expect.any(String) as string }],
  ] as const)(
    'tells a client at %s to come back with %s: the v1 output of Telegraf drops the batch on 429',
    async ([path, status, body]) => {
      const failing = pretendPorts(new UpstreamError('The stream is busy.', { reason: 'throttled' }));
      const { answer } = await ingest(post(path, 'm v=1'), failing);
      expect(answer.status).toBe(status);
      expect(answer.headers['retry-after']).toBe('5');
      expect(JSON.parse(bodyText(answer.body))).toMatchObject(body);
    },
  );
});
