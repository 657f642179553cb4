/** What InfluxDB is sent, and what becomes of its answers; what its stores promise is in test/conformance. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { readAnnotatedCsv } from '#adapters/influxdb/annotated-csv.ts';
import { fluxQuery, fluxText } from '#adapters/influxdb/flux.ts';
import { toLine } from '#adapters/influxdb/line.ts';
import { influxMetricHistory } from '#adapters/influxdb/metric-history.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { textOfStored } from '#adapters/influxdb/names.ts';
import { LineReader } from '#functions/ingest/influx/line-reader.ts';
import type { Http } from '#kernel/http.ts';
import type { MetricQuery } from '#kernel/metric-history.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { type Answer, type Captured, captureRequests } from '#test/support/capture-requests.ts';
import { lineSample, lineText } from '#test/support/line-samples.ts';
import { metricOf, nanos, resourceOf, startAt } from '#test/support/signals.ts';

const token = 'tok-7f3a-never-to-be-seen';
const resource = resourceOf('shop', { 'host.name': 'h1' });
const gauges = (count: number): readonly MetricSignal[] =>
  Array.from({ length: count }, (_, index) => metricOf(resource, startAt + index, 'load', { type: 'gauge', value: index }));

let close = async (): Promise<void> => undefined;
afterEach(() => close());

/** A server that answers as told, and the adapters led to it. */
const open = async (answer: (request: Captured, index: number) => Answer) => {
  const server = await captureRequests(answer);
  close = server.close;
  const pauses: number[] = [];
  const settings = { url: `${server.url}/`, org: 'my org', bucket: 'b/1', tokenSecret: 'influx' };
  const http: Http = httpClient({ privateHttp: true, timeoutMs: 2_000 });
  const ports = { http, secrets: { get: async () => token }, delay: async (ms: number) => void pauses.push(ms), random: () => 0.5 };
  const store = influxMetricStore(settings, ports);
  const write = (samples: readonly MetricSignal[]) => store.write(samples.map((sample) => ({ sample, version: 1 })));
  return { requests: server.requests, pauses, write, history: influxMetricHistory(settings, ports) };
};
const linesOf = ({ body }: Captured): readonly string[] => gunzipSync(body).toString().trimEnd().split('\n');
const done: Answer = { status: 204 };
const refusal = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ code: 'invalid', message }),
});

describe('a write', () => {
  it('is line protocol, compressed, with the token, of the organisation and bucket', async () => {
    const { requests, write } = await open(() => done);
    expect(await write(gauges(2))).toEqual({ rejected: [] });
    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v2/write?org=my+org&bucket=b%2F1&precision=ns' });
    expect(request?.headers).toMatchObject({ authorization: `Token ${token}`, 'content-encoding': 'gzip' });
    expect(request && linesOf(request)).toEqual([
      `load,deployment.environment.name=dev,host.name=h1,service.name=shop,service.namespace=shop value=0 ${nanos(startAt)}`,
      `load,deployment.environment.name=dev,host.name=h1,service.name=shop,service.namespace=shop value=1 ${nanos(startAt + 1)}`,
    ]);
  });

  it('holds five thousand lines at most, and samples without a value are none', async () => {
    const { requests, write } = await open(() => done);
    await write([...gauges(5_001), metricOf(resource, startAt, 'n', { type: 'none' })]);
    expect(requests.map((each) => linesOf(each).length)).toEqual([5_000, 1]);
  });

  it.for([429, 503])('waits as long as a %i asks for, and a little', async (status) => {
    const { requests, pauses, write } = await open((_, index) => (index === 0 ? refusal(status, 'busy', { 'retry-after': '2' }) : done));
    expect(await write(gauges(1))).toEqual({ rejected: [] });
    expect([requests.length, pauses]).toEqual([2, [2_050]]);
  });

  it('backs off by itself where no pause is asked for, and gives up after five attempts', async () => {
    const { requests, pauses, write } = await open(() => refusal(500, 'internal'));
    await expect(write(gauges(1))).rejects.toMatchObject({ name: 'UpstreamError', retryable: true, status: 500 });
    expect([requests.length, pauses]).toEqual([5, [50, 100, 200, 400]]);
  });

  it('does not wait longer than a function can: the batch comes again', async () => {
    const { requests, write } = await open(() => refusal(429, 'busy', { 'retry-after': '60' }));
    await expect(write(gauges(1))).rejects.toMatchObject({ name: 'UpstreamError', retryAfter: 60 });
    expect(requests).toHaveLength(1);
  });

  it('that is too large is sent in halves, in order', async () => {
    const { requests, write } = await open((request) => (linesOf(request).length > 2 ? refusal(413, 'too large') : done));
    expect(await write(gauges(8))).toEqual({ rejected: [] });
    const taken = requests.map(linesOf).filter((lines) => lines.length <= 2);
    expect(taken.flat().map((line) => /value=(\d+)/.exec(line)?.[1])).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it.for([400, 422])('that a %i refuses in part hands back the lines at fault alone, with the server’s words', async (status) => {
    const atFault = (lines: readonly string[]) => lines.filter((line) => / value=(?:3|11) /.test(line));
    const { write } = await open((request) => {
      const [first] = atFault(linesOf(request));
      return first === undefined ? done : refusal(status, `partial write: ${first.slice(0, 4)} dropped=1`);
    });
    const samples = gauges(20);
    const reason = `InfluxDB answered ${status}: partial write: load dropped=1`;
    expect(await write(samples)).toEqual({ rejected: [3, 11].map((at) => ({ sample: samples[at], reason })) });
  });

  it('that is refused through and through ends after a bounded search, with everything handed back', async () => {
    const { requests, write } = await open(() => refusal(422, 'beyond retention'));
    const { rejected } = await write(gauges(1_000));
    expect(rejected).toHaveLength(1_000);
    expect(requests.length).toBeLessThan(420);
  });

  it.for([401, 403, 404])('that is not allowed (%i) fails, so that the batch comes again; nothing tells the token', async (status) => {
    const { write } = await open(() => refusal(status, `unauthorized ${token}`));
    const error: unknown = await write(gauges(1)).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ name: 'UpstreamError', status });
    expect(JSON.stringify([String(error), error])).not.toContain(token);
  });

  it('whose connection breaks is made again: a point written twice is one', async () => {
    let calls = 0;
    const http: Http = async () => {
      calls += 1;
      if (calls < 3) throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' });
      return { status: 204, headers: {}, body: '' };
    };
    const breaking = httpClient({
      privateHttp: true,
      fetch: async (url) => new Response(null, { status: (await http({ method: 'POST', url: String(url), headers: {} })).status }),
    });
    const ports = { http: breaking, secrets: { get: async () => token }, delay: async () => undefined, random: () => 0 };
    const store = influxMetricStore({ url: 'http://127.0.0.1:1', org: 'o', bucket: 'b', tokenSecret: 's' }, ports);
    expect(await store.write(gauges(1).map((sample) => ({ sample, version: 1 })))).toEqual({ rejected: [] });
    expect(calls).toBe(3);
  });

  it('leaves out what InfluxDB cannot hold, with the reason', async () => {
    const { requests, write } = await open(() => done);
    const { rejected } = await write([
      metricOf(resource, startAt, '', { type: 'gauge', value: 1 }),
      metricOf(resource, startAt, 'i', { type: 'gauge', value: Number.NaN }),
      metricOf(resource, startAt, 't', { type: 'gauge', value: 1 }, { timeUnixNano: 2n ** 63n }),
      metricOf(resource, startAt, 'l', { type: 'gauge', value: 1 }, { attributes: { a: 'x'.repeat(70_000) } }),
      metricOf(resource, startAt, 'q', { type: 'summary', value: { count: 1, sum: 1, quantiles: [{ quantile: Number.NaN, value: 1 }] } }),
    ]);
    expect(rejected.map(({ sample, reason }) => [sample.name, reason])).toEqual([
      ['', 'There is no name.'],
      ['i', 'The value is not finite.'],
      ['t', 'The time is beyond 64 bits of nanoseconds.'],
      ['l', 'Name and labels are longer than 65471 bytes.'],
      ['q', 'The value is not finite.'],
    ]);
    expect(requests).toHaveLength(0);
  });
});

describe('whatever the text', () => {
  it('a line is one line, and holds the text for another reader', () => {
    fc.assert(
      fc.property(lineSample, ({ sample, name, labels, value }) => {
        const reader = new LineReader(Buffer.from(String(toLine(sample))), 1n);
        expect(reader.next()).toBe('point');
        const { measurement, tagKeys, tagValues, tagCount, fieldKeys, fieldValues, fieldCount, time } = reader.point;
        const pairs = Array.from(
          { length: tagCount },
          (_, at) => [textOfStored(tagKeys[at] ?? ''), textOfStored(tagValues[at] ?? '')] as const,
        );
        expect([textOfStored(measurement), new Map(pairs)]).toEqual([name, labels]);
        expect([fieldCount, fieldKeys[0], Number(fieldValues[0]), time]).toEqual([1, 'value', value, nanos(startAt)]);
        expect(reader.next()).toBe('end');
      }),
    );
  });

  it('a text in Flux is one text of letters, digits and codes', () => {
    fc.assert(
      fc.property(lineText, (text) => {
        const written = fluxText(text);
        expect(written).toMatch(/^"(?:[A-Za-z0-9]|\\x[0-9a-f]{2})*"$/);
        const bytes = written.slice(1, -1).replace(/\\x(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
        expect(Buffer.from(bytes, 'latin1').toString()).toBe(text.toWellFormed());
      }),
    );
  });

  it('a query differs from another in its texts alone', () => {
    const query: MetricQuery = { name: 'x', labels: { k: 'v' }, from: 0, to: 60_000, stepMs: 1_000, aggregate: 'avg', maxPoints: 60 };
    const shape = (flux: string): string => flux.replace(/"(?:[A-Za-z0-9]|\\x..)*"/g, '""');
    const plain = shape(fluxQuery('b', query));
    fc.assert(
      fc.property(lineText, lineText, lineText, (name, key, text) => {
        expect(shape(fluxQuery('b', { ...query, name, labels: { [key]: text } }))).toBe(plain);
      }),
    );
  });

  it('annotated CSV gives back its cells', () => {
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const filled = lineText.filter((cell) => cell !== '');
    fc.assert(
      fc.property(fc.array(filled, { minLength: 1, maxLength: 4 }), (cells) => {
        const header = ['', 'result', 'table', ...cells.map((_, at) => `c${at}`)].join(',');
        const text = `#datatype,string,long\r\n${header}\r\n,_result,0,${cells.map(quoted).join(',')}\r\n\r\n`;
        expect(readAnnotatedCsv(text)).toEqual([new Map(cells.map((cell, at) => [`c${at}`, cell]))]);
      }),
    );
  });
});

describe('a query', () => {
  const query: MetricQuery = {
    name: 'load',
    labels: {},
    from: startAt,
    to: startAt + 60_000,
    stepMs: 60_000,
    aggregate: 'avg',
    maxPoints: 10,
  };

  it('of which the server breaks the answer off is an error', async () => {
    const broken =
      '#datatype,string,long,dateTime:RFC3339,double\r\n,result,table,_time,_value\r\n,_result,0,2026-11-21T05:00:00Z,1\r\n\r\n#datatype,string,string\r\n,error,reference\r\n,panic,897\r\n';
    const { history } = await open(() => ({ status: 200, headers: { 'content-type': 'text/csv' }, body: broken }));
    await expect(history.query(query)).rejects.toMatchObject({ name: 'UpstreamError', retryable: true });
  });

  it('of which the answer is not understood, or refused, is an error', async () => {
    const { history } = await open((_, index) =>
      index === 0 ? { status: 200, body: ',result,table,_time\r\n,_result,0,soon\r\n' } : refusal(400, 'compilation failed'),
    );
    await expect(history.query(query)).rejects.toMatchObject({ name: 'UpstreamError', retryable: false });
    await expect(history.query(query)).rejects.toMatchObject({ name: 'UpstreamError', status: 400 });
  });
});
