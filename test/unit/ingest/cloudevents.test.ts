import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudevents } from '#functions/ingest/cloudevents/receiver.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { InputError } from '#kernel/errors.ts';
import type { Signal } from '#kernel/signal.ts';
import { post, pretendPorts, receivedAt } from './ingest-support.ts';

const decode = (contentType: string, body: string, headers: Record<string, string> = {}) =>
  cloudevents.decode({ ...post('/v1/events', body, { ...headers, 'content-type': contentType }), receivedAt });

const structured = (event: unknown) => decode('application/cloudevents+json', JSON.stringify(event));
const required = { specversion: '1.0', id: '1', source: '/s', type: 't' };

const signalOf = (event: unknown): Signal => {
  const { signals, rejected } = structured(event);
  expect(rejected).toEqual([]);
  return signals[0] as Signal;
};

/** Letters that headers cannot carry as they are. */
const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '7', ' ', '%', '"', '\\', 'ü', '☠', '💥', '|', ','),
  minLength: 1,
  maxLength: 12,
});

const event = fc.record(
  {
    specversion: fc.constant('1.0'),
    id: text,
    source: text,
    type: text,
    subject: text,
    time: fc.constantFrom('2025-11-24T15:59:58.000000007Z', '2025-11-24T16:59:58+01:00'),
    dataschema: text,
    extension: text,
    data: fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record({ message: text, status: fc.constantFrom('firing', 'RESOLVED', 'open'), key: text }),
    ),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type', 'data'] },
);

describe('a CloudEvent', () => {
  it('gives the same signal in structured, batched and binary mode', () => {
    fc.assert(
      fc.property(event, ({ data, ...attributes }) => {
        const whole = { ...attributes, datacontenttype: 'application/json', data };
        const one = structured(whole);
        expect(one.rejected).toEqual([]);
        expect(decode('application/cloudevents-batch+json', JSON.stringify([whole])).signals).toEqual(one.signals);
        const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]));
        expect(decode('application/json', JSON.stringify(data), headers).signals).toEqual(one.signals);
      }),
      { examples: [[{ specversion: '1.0', id: 'a', source: 'a', type: 'a', data: 9_007_199_254_740_992 }]] },
    );
  });

  it.for(['specversion', 'id', 'source', 'type'] as const)('without %s is refused', (name) => {
    const { [name]: _, ...rest } = required;
    expect(structured(rest)).toEqual({
      signals: [],
      rejected: [{ count: 1, reason: `the required attribute ${name} is missing or empty` }],
    });
    expect(structured({ ...required, [name]: 5 }).rejected).toEqual([{ count: 1, reason: `the attribute ${name} is not a text` }]);
  });

  it('of another condition has another key, and sent again the same id', () => {
    const key = (changed: object) => signalOf({ ...required, ...changed }).attributes['event.key'];
    const id = (changed: object) => signalOf({ ...required, ...changed }).attributes['event.id'];
    expect(key({ id: '2', time: '2025-11-24T15:59:58Z' })).toBe(key({}));
    expect(
      new Set([key({}), key({ source: '/o' }), key({ type: 'o' }), key({ subject: 'o' }), key({ source: '/s|t', type: 'x' })]).size,
    ).toBe(5);
    expect(id({ data: 1 })).toBe(id({}));
    expect(id({ id: '2' })).not.toBe(id({}));
  });

  it('of somebody else keeps what only shares a name with the plain form', () => {
    const data = { status: 'open', labels: [{ name: 'bug' }], severity: { level: 3 }, message: '', ['__proto__']: 'x', url: 7 };
    const signal = signalOf({ ...required, data });
    expect(signal).toMatchObject({ status: 'firing', message: 't' });
    expect(signal).not.toHaveProperty('severityText');
    expect(signal.attributes['event.url']).toBe('7');
    expect(Object.keys(signal.attributes['cloudevents.data'] as object).sort()).toEqual([
      '__proto__',
      'labels',
      'message',
      'severity',
      'status',
    ]);
  });

  it('with bytes keeps them as they are', () => {
    const whole = { ...required, datacontenttype: 'image/png', data_base64: 'iVBORw==' };
    expect(signalOf(whole).attributes['cloudevents.data']).toEqual({ data_base64: 'iVBORw==' });
    expect(signalOf(whole)).toMatchObject({ message: 't' });
  });

  it('nested too deeply is refused, its neighbours are not', () => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown;
    const { signals, rejected } = decode('application/cloudevents-batch+json', JSON.stringify([{ ...required, data: deep }, required]));
    expect(signals).toHaveLength(1);
    expect(rejected).toEqual([{ count: 1, reason: 'values nested deeper than 32' }]);
  });
});

describe('a body', () => {
  it.for([
    ['application/cloudevents+json', '[]', 'A list of events is application/cloudevents-batch+json.'],
    ['application/cloudevents-batch+json', '{}', 'A batch is a list of events.'],
    ['application/cloudevents+json', '{', 'The body is not JSON.'],
    ['text/plain', 'x', 'An event is application/cloudevents+json'],
    ['application/cloudevents+avro', 'x', 'An event is application/cloudevents+json'],
  ] as const)('of %s that is %s is refused as a whole', ([contentType, body, message]) => {
    expect(() => decode(contentType, body)).toThrow(InputError);
    expect(() => decode(contentType, body)).toThrow(message);
  });

  it('in a structured media type is an event whatever the headers say', () => {
    const { signals } = decode('application/cloudevents+json', JSON.stringify(required), { 'ce-id': 'other' });
    expect(signals[0]?.attributes['cloudevents.event_id']).toBe('1');
  });

  it('in binary mode takes headers that are not percent-encoded as they stand', () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '100%', 'ce-source': '"a \\"b\\""', 'ce-type': 't' };
    const { signals } = decode('', '', headers);
    expect(signals[0]?.attributes).toMatchObject({ 'cloudevents.event_id': '100%', 'cloudevents.event_source': 'a "b"' });
  });
});

it("the README's example is taken", async () => {
  const readme = readFileSync(new URL('../../../functions/ingest/cloudevents/README.md', import.meta.url), 'utf8');
  const [, contentType = '', body = ''] = /-H 'content-type: ([^']+)' -d '([^']+)'/.exec(readme) ?? [];
  const ports = pretendPorts();
  const { answer } = await ingest(post('/v1/events', body, { 'content-type': contentType }), ports);
  expect(answer.status).toBe(202);
  expect(ports.signals()).toMatchObject([
    { severityText: 'critical', status: 'firing', attributes: { 'event.key': 'backup/orders', 'annotation.attempt': '3' } },
  ]);
});
