import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { success } from '#functions/ingest/splunk/hec-answers.ts';
import { splunk } from '#functions/ingest/splunk/receiver.ts';
import { AppError, InputError, UpstreamError } from '#kernel/errors.ts';
import { plainValue } from '#kernel/reading/json.ts';
import { nanosOfSeconds } from '#kernel/reading/time-text.ts';
import type { Decoded, Receiver } from '#kernel/receiver.ts';
import type { LogSignal } from '#kernel/signal.ts';
import { bodyText, post, receivedAt } from './ingest-support.ts';

const asked = { ...post('/services/collector', ''), receivedAt };

const decode = (body: string, path = '/services/collector', query: Record<string, string> = {}): Decoded =>
  splunk.decode({ ...post(path, body), query, receivedAt });

const answerTo = (body: string, path?: string): unknown => {
  try {
    decode(body, path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { status, body: text } = (splunk as Receiver).refused(asked, error);
    return { status, ...(JSON.parse(bodyText(text)) as object) };
  }
  return 'taken';
};

describe('events of HEC', () => {
  it('are all read, however they are strung together', { timeout: 30_000 }, () => {
    const event = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== ''),
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    );
    const separator = fc.constantFrom('', '\n', ' ', '\r\n\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(event, separator), { minLength: 1 }), (events) => {
        const { signals, rejected } = decode(events.map(([item, blank]) => JSON.stringify({ event: item }) + blank).join(''));
        expect(rejected).toEqual([]);
        expect(signals.map((signal) => (signal as LogSignal).body)).toEqual(
          events.map(([item]) => plainValue(JSON.parse(JSON.stringify(item)), () => undefined)),
        );
      }),
    );
  });

  it.for([
    ['', { status: 400, text: 'No data', code: 5 }],
    ['{"event":"a"}{"event":', { status: 400, text: 'Invalid data format', code: 6, 'invalid-event-number': 1 }],
    ['"a" 7', { status: 400, text: 'Invalid data format', code: 6, 'invalid-event-number': 0 }],
    ['{"host":"a"}', { status: 400, text: 'Event field is required', code: 12, 'invalid-event-number': 0 }],
    ['{"event":""}', { status: 400, text: 'Event field cannot be blank', code: 13, 'invalid-event-number': 0 }],
    ['{"event":"a","fields":1}', { status: 400, text: 'Error in handling indexed fields', code: 15, 'invalid-event-number': 0 }],
    [
      '{"event":"metric","fields":{"metric_name":"m"}}',
      { status: 400, text: 'Error in handling indexed fields', code: 15, 'invalid-event-number': 0 },
    ],
    [`{"event":${'['.repeat(100)}${']'.repeat(100)}}`, { status: 400, text: 'Invalid data format', code: 6, 'invalid-event-number': 0 }],
    ['{"event":"a"}'.repeat(250_001), { status: 413, text: 'Request entity too large', code: 27 }],
    ['{"host":"a"}{"event":"a"}', 'taken'],
  ] as const)('%.40s are answered in its words', { timeout: 30_000 }, ([body, answer]) => {
    expect(answerTo(body)).toEqual(answer);
  });

  it('are asked for again when the stream is busy, and not told why', () => {
    const busy = splunk.refused(asked, new UpstreamError('Secret.', { reason: 'stream' }), 5);
    expect(busy).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: '{"text":"Server is busy","code":9}' });
    expect((splunk as Receiver).refused(asked, new InputError('x', { reason: 'unsupported_encoding' })).status).toBe(415);
    expect(success()).toMatchObject({ status: 200, body: '{"text":"Success","code":0}' });
  });

  it('share one resource where host, source and fields are the same', () => {
    const event = (host: string): string => JSON.stringify({ host, event: 'a', fields: { app: 'checkout', n: Math.PI } });
    const { signals } = decode(event('a') + event('a') + event('b'));
    expect(new Set(signals.map(({ resource }) => resource)).size).toBe(2);
    expect(signals[0]?.resource.attributes).toEqual({ 'host.name': 'a', 'service.name': 'checkout' });
  });

  it('keep ids of traces only where they are such', () => {
    const ids = (fields: object) => decode(JSON.stringify({ event: 'a', fields })).signals[0] as LogSignal;
    expect(ids({ trace_id: 'A'.repeat(32), span_id: 'b'.repeat(16) })).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    for (const fields of [{ trace_id: '0'.repeat(32) }, { trace_id: 'g'.repeat(32) }, { trace_id: 'a' }, { trace_id: 7 }])
      expect(ids(fields)).not.toHaveProperty('traceId');
  });
});

describe('seconds', () => {
  it.for([
    [1_793_610_000, 1_793_610_000_000_000_000n],
    [1_793_610_000.253, 1_793_610_000_253_000_000n],
    ['1793610000.500000123', 1_793_610_000_500_000_123n],
    [' 1793610000 ', 1_793_610_000_000_000_000n],
    [1_793_610_000_750, 1_793_610_000_750_000_000n],
    [0, 0n],
    [-1, 0n],
    [1e30, 0n],
    ['now', 0n],
    [null, 0n],
    ['9'.repeat(100_000), 0n],
    ['999999999999', 0n],
  ] as const)('%s are as exact as they were written', ([given, nanos]) => {
    expect(nanosOfSeconds(given)).toBe(nanos);
  });
});

describe('raw lines', () => {
  it('have their metadata in the query, and nothing else of it', () => {
    const { signals } = decode('a\n\n b \n', '/services/collector/raw', {
      host: 'h',
      source: 's',
      sourcetype: 't',
      index: 'i',
      token: 'hunter2',
    });
    expect(signals.map((signal) => (signal as LogSignal).body)).toEqual(['a', ' b']);
    expect(signals[0]?.resource.attributes).toEqual({
      'host.name': 'h',
      'com.splunk.source': 's',
      'com.splunk.sourcetype': 't',
      'com.splunk.index': 'i',
    });
  });

  it('may be any bytes, and very many', { timeout: 30_000 }, () => {
    expect(answerTo('\n'.repeat(5_000_000), '/services/collector/raw')).toMatchObject({ code: 5 });
    expect(answerTo('a\n'.repeat(250_001), '/services/collector/raw')).toMatchObject({ code: 27 });
    expect(answerTo('{"event":', '/services/collector/raw')).toBe('taken');
  });
});
