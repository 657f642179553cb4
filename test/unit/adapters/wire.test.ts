/** The adapters of S3, SQS and Timestream over the clients' real wire: what is sent, what of an answer is understood. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '#kernel/finding.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { type Answer, awsEnvironment, type Captured, captureRequests } from '#test/support/capture-requests.ts';
import { metricOf, nanos, resourceOf, startAt } from '#test/support/signals.ts';

let close = async (): Promise<void> => undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await close();
});

/** A server, and settings that lead clients made from now on to it. */
const serve = async (answer: (request: Captured, index: number) => Answer) => {
  const server = await captureRequests(answer);
  close = server.close;
  for (const [name, value] of Object.entries(awsEnvironment(server.url))) vi.stubEnv(name, value);
  return server;
};

const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  body: JSON.stringify(body),
});
const bodyOf = (request: Captured | undefined) => JSON.parse(request?.body.toString() ?? 'null');

describe('the buckets', () => {
  it('get archive objects by path, body untouched', async () => {
    const { requests } = await serve(() => ({ status: 200 }));
    const { s3Archive } = await import('#adapters/s3/archive.ts');
    await s3Archive('bucket').put('telemetry/2026/x.frames', Uint8Array.of(0, 255, 10, 13));
    expect(requests[0]).toMatchObject({ method: 'PUT' });
    expect(requests[0]?.path).toMatch(/^\/bucket\/telemetry\/2026\/x\.frames(\?|$)/);
    expect([...(requests[0]?.body ?? [])]).toEqual([0, 255, 10, 13]);
  });

  it('get quarantined items as JSON under their id', async () => {
    const { requests } = await serve(() => ({ status: 200 }));
    const { s3Quarantine } = await import('#adapters/s3/quarantine.ts');
    const item = { id: 'detect/shard-1', stage: 'detect', reason: 'malformed', message: 'No.', count: 3, body: Uint8Array.of(1, 2) };
    await s3Quarantine('bucket').put(item);
    expect(requests[0]?.path).toMatch(/^\/bucket\/detect\/shard-1\.json(\?|$)/);
    expect(bodyOf(requests[0])).toEqual({ stage: 'detect', reason: 'malformed', message: 'No.', count: 3, body: 'AQI=' });
  });
});

const findingOf = (index: number): Finding => ({
  id: `id-${index}`,
  kind: 'anomaly',
  status: 'firing',
  severity: 'warning',
  category: 'performance',
  confidence: 0.5,
  fingerprint: `print-${index % 2}`,
  labels: { alertname: 'a' },
  title: 't',
  reason: 'r',
  startsAt: 1,
  lastSeenAt: 2,
  source: 'detect/x',
  evidence: { signals: [], count: 1 },
});

describe('the findings queue', () => {
  const entriesOf = (
    request: Captured | undefined,
  ): readonly { Id: string; MessageBody: string; MessageGroupId: string; MessageDeduplicationId: string }[] => bodyOf(request).Entries;
  const accept = (request: Captured, failed: readonly string[] = [], senderFault = false): Answer =>
    json({
      Successful: entriesOf(request)
        .filter((each) => !failed.includes(each.Id))
        .map((each) => ({ Id: each.Id, MessageId: 'm', MD5OfMessageBody: createHash('md5').update(each.MessageBody).digest('hex') })),
      Failed: failed.map((Id) => ({ Id, Code: 'InternalError', SenderFault: senderFault })),
    });

  it('gets findings ten at a time, grouped by fingerprint, deduplicated by id', async () => {
    const { requests, url } = await serve((request) => accept(request));
    const { sqsFindingSink } = await import('#adapters/sqs/finding-sink.ts');
    await sqsFindingSink(`${url}/123456789012/findings.fifo`).send(Array.from({ length: 23 }, (_, index) => findingOf(index)));
    expect(requests.map((each) => entriesOf(each).length)).toEqual([10, 10, 3]);
    expect(entriesOf(requests[0])[1]).toMatchObject({ MessageGroupId: 'print-1', MessageDeduplicationId: 'id-1' });
    expect(JSON.parse(entriesOf(requests[2])[2]?.MessageBody ?? '')).toEqual(findingOf(22));
  });

  it('is sent again only what it did not take', async () => {
    const { requests, url } = await serve((request, index) => accept(request, index === 0 ? ['1'] : []));
    const { sqsFindingSink } = await import('#adapters/sqs/finding-sink.ts');
    await sqsFindingSink(`${url}/123456789012/findings.fifo`).send([findingOf(0), findingOf(1), findingOf(2)]);
    expect(requests.map((each) => entriesOf(each).map((entry) => entry.MessageDeduplicationId))).toEqual([
      ['id-0', 'id-1', 'id-2'],
      ['id-1'],
    ]);
  });

  it('that keeps refusing is an UpstreamError after three attempts, after one when we are at fault', async () => {
    const { requests, url } = await serve((request, index) => accept(request, ['0'], index >= 3));
    const { sqsFindingSink } = await import('#adapters/sqs/finding-sink.ts');
    const sink = sqsFindingSink(`${url}/123456789012/findings.fifo`);
    await expect(sink.send([findingOf(0)])).rejects.toMatchObject({ name: 'UpstreamError', retryable: true });
    expect(requests).toHaveLength(3);
    await expect(sink.send([findingOf(0)])).rejects.toMatchObject({ name: 'UpstreamError', retryable: false });
    expect(requests).toHaveLength(4);
  });
});

describe('Timestream', () => {
  const resource = resourceOf('shop', { 'host.name': 'h1' });
  const gauges = (count: number): readonly MetricSignal[] =>
    Array.from({ length: count }, (_, index) =>
      metricOf(
        resource,
        startAt + index,
        'load',
        { type: 'gauge', value: index / 2 },
        { attributes: { core: index, 'host.name': 'other' } },
      ),
    );
  const pauses: number[] = [];
  const patience = { delay: async (ms: number) => void pauses.push(ms), random: () => 0.5 };
  /** Writes samples as version 7. */
  const storeOf = async () => {
    pauses.length = 0;
    const { timestreamMetricStore } = await import('#adapters/timestream/metric-store.ts');
    const store = timestreamMetricStore({ database: 'd', table: 't' }, patience);
    return { write: (samples: readonly MetricSignal[]) => store.write(samples.map((sample) => ({ sample, version: 7 }))) };
  };

  it('gets a hundred records a call, the resource once as common dimensions, times in nanoseconds', async () => {
    const { requests } = await serve(() => json({ RecordsIngested: { Total: 1 } }));
    expect(await (await storeOf()).write(gauges(230))).toEqual({ rejected: [] });
    expect(requests.map((each) => bodyOf(each).Records.length)).toEqual([100, 100, 30]);
    expect(requests[0]?.headers['x-amz-target']).toBe('Timestream_20181101.WriteRecords');
    expect(bodyOf(requests[0])).toMatchObject({
      DatabaseName: 'd',
      TableName: 't',
      CommonAttributes: { TimeUnit: 'NANOSECONDS', Dimensions: expect.arrayContaining([{ Name: 'service.name', Value: 'shop' }]) },
    });
    expect(bodyOf(requests[0]).Records[1]).toEqual({
      MeasureName: 'load',
      MeasureValue: '0.5',
      MeasureValueType: 'DOUBLE',
      Time: nanos(startAt + 1).toString(),
      Version: 7,
      Dimensions: [
        { Name: 'core', Value: '1' },
        { Name: 'sample.host.name', Value: 'other' },
      ],
    });
  });

  it('gets distributions as several measures', async () => {
    const { requests } = await serve(() => json({}));
    const histogram = { count: 4, sum: 10, min: 1, explicitBounds: [], bucketCounts: [] };
    await (await storeOf()).write([metricOf(resource, startAt, 'd', { type: 'histogram', temporality: 'delta', value: histogram })]);
    expect(bodyOf(requests[0]).Records[0]).toMatchObject({
      MeasureValueType: 'MULTI',
      MeasureValues: [
        { Name: 'count', Value: '4', Type: 'BIGINT' },
        { Name: 'sum', Value: '10', Type: 'DOUBLE' },
        { Name: 'min', Value: '1', Type: 'DOUBLE' },
      ],
    });
  });

  it('hands back what it refuses, with the reason, of the call it refused', async () => {
    await serve((_, index) =>
      index === 0
        ? json({})
        : json(
            {
              __type: 'com.amazonaws.timestream.v20181101#RejectedRecordsException',
              Message: 'm',
              RejectedRecords: [{ RecordIndex: 3, Reason: 'too old' }],
            },
            419,
          ),
    );
    const samples = gauges(110);
    const { rejected } = await (await storeOf()).write(samples);
    expect(rejected).toEqual([{ sample: samples[103], reason: 'too old' }]);
  });

  it('is not sent what it would surely refuse; samples without a value are no records', async () => {
    const { requests } = await serve(() => json({}));
    const infinite = metricOf(resource, startAt, 'i', { type: 'gauge', value: Number.POSITIVE_INFINITY });
    const huge = metricOf(resource, startAt, 'h', { type: 'gauge', value: 1 }, { attributes: { a: 'x'.repeat(3000) } });
    const { rejected } = await (await storeOf()).write([infinite, huge, metricOf(resource, startAt, 'n', { type: 'none' })]);
    expect(rejected.map((each) => [each.sample.name, each.reason])).toEqual([
      ['i', 'The value is not finite.'],
      ['h', 'The record is larger than 2048 bytes.'],
    ]);
    expect(requests).toHaveLength(0);
  });

  it('gives every dimension a name of its own within 60 bytes', async () => {
    const { requests } = await serve(() => json({}));
    const long = 'k'.repeat(70);
    const attributes = {
      [`${long}1`]: 'a',
      [`${long}2`]: 'b',
      [`${long}3`]: 'c',
      'service.name': 'd',
      ['ü'.repeat(50)]: 'e',
      'a\ud800': 'f',
      '': 'g',
    };
    await (await storeOf()).write([metricOf(resource, startAt, 'm', { type: 'gauge', value: 1 }, { attributes })]);
    const body = bodyOf(requests[0]);
    const all = [...body.CommonAttributes.Dimensions, ...body.Records[0].Dimensions].map((each: { Name: string }) => each.Name);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(Object.keys(resource.attributes).length + 6);
    for (const name of all) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(60);
      expect(name.isWellFormed()).toBe(true);
    }
  });

  it('hands back the samples of a call it finds invalid: it would be so again', async () => {
    await serve(() => json({ __type: 'com.amazonaws.timestream.v20181101#ValidationException', Message: 'a reserved name' }, 400));
    const { rejected } = await (await storeOf()).write(gauges(2));
    expect(rejected.map((each) => each.reason)).toEqual(Array(2).fill('Timestream refused the call it was in: ValidationException.'));
  });

  it('is not sent a count beyond its integers', async () => {
    const { requests } = await serve(() => json({}));
    const value = { count: 2 ** 64 - 2048, sum: 1, explicitBounds: [], bucketCounts: [] };
    const { rejected } = await (await storeOf()).write([
      metricOf(resource, startAt, 'h', { type: 'histogram', value, temporality: 'delta' }),
    ]);
    expect(rejected.map((each) => each.reason)).toEqual(['The count is beyond 64 bits.']);
    expect(requests).toHaveLength(0);
  });

  it('passes other failures on at once, so that the batch comes again', async () => {
    const { requests } = await serve(() => json({ __type: 'AccessDeniedException', Message: 'no' }, 400));
    await expect((await storeOf()).write(gauges(1))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(requests).toHaveLength(1);
  });

  const busy = json({ __type: 'com.amazonaws.timestream.v20181101#ThrottlingException', Message: 'Rate exceeded' }, 400);

  it('is asked again when it throttles or fails, after pauses that grow', async () => {
    const failed = json({ __type: 'com.amazonaws.timestream.v20181101#InternalServerException', Message: 'm' }, 500);
    const { requests } = await serve((_, index) => [busy, failed][index] ?? json({}));
    expect(await (await storeOf()).write(gauges(1))).toEqual({ rejected: [] });
    expect([requests.length, pauses]).toEqual([3, [50, 100]]);
  });

  it('that throttles five times is left alone, and the batch comes again', async () => {
    const { requests } = await serve(() => busy);
    await expect((await storeOf()).write(gauges(1))).rejects.toMatchObject({ name: 'UpstreamError', reason: 'throttled', retryable: true });
    expect([requests.length, pauses]).toEqual([5, [50, 100, 200, 400]]);
  });

  const rejecting = (...RejectedRecords: readonly object[]) =>
    json({ __type: 'com.amazonaws.timestream.v20181101#RejectedRecordsException', Message: 'm', RejectedRecords }, 419);

  it('that has a later version loses nothing; another value of the same version is handed back', async () => {
    await serve(() =>
      rejecting(
        { RecordIndex: 0, Reason: 'lower', ExistingVersion: 8 },
        { RecordIndex: 1, Reason: 'another value', ExistingVersion: 7 },
        { RecordIndex: 2, Reason: 'too old' },
      ),
    );
    const samples = gauges(4);
    const { rejected } = await (await storeOf()).write(samples);
    expect(rejected).toEqual([
      { sample: samples[1], reason: 'another value' },
      { sample: samples[2], reason: 'too old' },
    ]);
  });

  it('that does not say which records it rejected has the whole call handed back', async () => {
    await serve((_, index) => (index === 0 ? rejecting({ RecordIndex: 2, Reason: 'r' }) : rejecting()));
    const store = await storeOf();
    for (const _ of ['beyond the call', 'none named']) expect((await store.write(gauges(2))).rejected).toHaveLength(2);
  });

  it('gets one record a series and time: the highest version; two values of one version are no longer sure', async () => {
    const { requests } = await serve(() => json({}));
    const { timestreamMetricStore } = await import('#adapters/timestream/metric-store.ts');
    const store = timestreamMetricStore({ database: 'd', table: 't' }, patience);
    const of = (value: number, version: number) => ({ sample: metricOf(resource, startAt, 'm', { type: 'gauge', value }), version });
    const { rejected } = await store.write([of(1, 1), of(2, 3), of(2, 3), of(4, 2), of(5, 3)]);
    expect(bodyOf(requests[0]).Records).toMatchObject([{ MeasureValue: '2', Version: 3 }]);
    expect(rejected).toMatchObject([{ sample: { data: { value: 5 } }, reason: 'Another value of the same series and time came with it.' }]);
  });

  it('is not sent what has neither name nor dimension', async () => {
    const { requests } = await serve(() => json({}));
    const bare = { attributes: {} };
    const { rejected } = await (await storeOf()).write([
      metricOf(resource, startAt, '', { type: 'gauge', value: 1 }),
      metricOf(bare, startAt, 'm', { type: 'gauge', value: 1 }),
    ]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'There is no name.',
      'There is no dimension: neither resource nor sample has an attribute.',
    ]);
    expect(requests).toHaveLength(0);
  });
});
