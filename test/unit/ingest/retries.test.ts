/** What is sent again: stored once, answered as the first time, and never lost. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbClaimStore } from '#adapters/dynamodb/claim-store.ts';
import { type IngestPorts, type IngestRequest, ingest } from '#functions/ingest/ingest.ts';
import { memoryClaims } from '#functions/ingest/retries/memory-claims.ts';
import { createRetries, leaseMs, type Shared } from '#functions/ingest/retries/retries.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { EncodedFrame } from '#kernel/frame.ts';
import { decodeFrame } from '#kernel/frame-codec.ts';
import type { ClaimStore } from '#kernel/ports.ts';
import type { Signal } from '#kernel/signal.ts';
import { createTolerate } from '#kernel/tolerate.ts';
import { type EmulatedTable, responseTable } from '#test/support/dynalite-table.ts';
import { knowledgeInMemory } from '#test/support/knowledge-in-memory.ts';
import { bodyText, post, pretendPorts, receivedAt } from './ingest-support.ts';

const windowMs = 300_000;

/** One stream that all workers put into, and a claim store they share. */
const worldOf = (store: ClaimStore = knowledgeInMemory().claims, shared: Shared = 'events') => {
  const frames: EncodedFrame[] = [];
  const world = {
    now: receivedAt,
    /** What the next puts come to: they wait, or fail. */
    put: async (): Promise<void> => undefined,
    signals: (): readonly Signal[] => frames.flatMap(({ data }) => decodeFrame(data).signals),
    worker: (): IngestPorts => {
      const clock = { now: () => world.now };
      const ports = pretendPorts();
      const sink = {
        put: async (given: readonly EncodedFrame[]) => {
          await world.put();
          frames.push(...given);
        },
      };
      const retries = createRetries({ store, clock, tolerate: createTolerate(clock, ports.log), windowMs, shared });
      return { ...ports, clock, sink, retries };
    },
  };
  return world;
};

let requests = 0;
/** The same request once more, under the id that the gateway gives it. */
const again = (request: IngestRequest): IngestRequest => {
  requests += 1;
  return { ...request, id: `request-${requests}` };
};
const outcome = async (request: IngestRequest, ports: IngestPorts) => {
  const { answer, report } = await ingest(again(request), ports);
  const { received, produced, suppressed } = report;
  expect(received).toBe(produced + Object.values(suppressed).reduce((sum, count) => sum + count, 0));
  return { status: answer.status, body: bodyText(answer.body), headers: answer.headers, produced, suppressed };
};

const json = (path: string, value: unknown, headers: Record<string, string> = {}) => post(path, JSON.stringify(value), headers);
const text = (path: string, body: string) => post(path, body, { 'content-type': 'text/plain' });
const log = (body: string, timeUnixNano = '1764000000123456789') => ({ timeUnixNano, body: { stringValue: body } });
const otlp = (...logRecords: readonly unknown[]) => json('/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
const alert = (name: string, changes: object = {}) => ({
  ...{ status: 'firing', labels: { alertname: name }, annotations: {}, startsAt: '2026-11-20T09:59:00Z', endsAt: '0001-01-01T00:00:00Z' },
  ...changes,
});
const webhook = (...alerts: readonly unknown[]) => json('/alertmanager', { version: '4', groupKey: '{}', status: 'firing', alerts });
const cloudEvent = (id: string, changes: object = {}) => ({ specversion: '1.0', id, source: '/shop', type: 'failed', ...changes });
const batch = (...events: readonly unknown[]) => json('/v1/events', events, { 'content-type': 'application/cloudevents-batch+json' });
const envelope = (sentAt: string, ...items: readonly (readonly [type: string, payload: object])[]) =>
  text(
    '/api/1/envelope/',
    [{ sent_at: sentAt }, ...items.flatMap(([type, payload]) => [{ type }, payload])].map((line) => JSON.stringify(line)).join('\n'),
  );
const errorEvent = { event_id: 'a'.repeat(32), message: 'out of stock', timestamp: 1_764_000_000 };

describe('a request that comes again', () => {
  it.for<[string, IngestRequest]>([
    ['OTLP logs', otlp(log('a'), log('b'))],
    [
      'OTLP logs, a part of which is refused',
      json('/v1/traces', {
        resourceSpans: [
          {
            scopeSpans: [
              {
                spans: [
                  { name: 'no ids' },
                  { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'x', startTimeUnixNano: '5', endTimeUnixNano: '9' },
                ],
              },
            ],
          },
        ],
      }),
    ],
    ['influx lines with times', text('/api/v2/write', 'cpu,host=a load=1 1764000000000000000\n')],
    ['Alertmanager’s webhook', webhook(alert('A'), alert('B', { status: 'resolved', endsAt: '2026-11-20T10:00:00Z' }))],
    ['Prometheus’ alerts', json('/api/v2/alerts', [alert('A', { endsAt: '2099-01-01T00:00:00Z' })])],
    ['CloudEvents', batch(cloudEvent('1'), cloudEvent('2'))],
    [
      'a Sentry envelope',
      envelope(
        '2026-11-20T10:00:00Z',
        ['event', errorEvent],
        ['log', { items: [{ timestamp: 1_764_000_000.5, body: 'x', level: 'info', trace_id: 'b'.repeat(32) }] }],
      ),
    ],
    [
      'a Kubernetes event',
      json('/kubernetes/events', {
        kind: 'Event',
        metadata: { name: 'pod.1', namespace: 'shop', uid: 'u' },
        involvedObject: { kind: 'Pod', name: 'p', namespace: 'shop' },
        reason: 'BackOff',
        type: 'Warning',
        message: 'm',
        lastTimestamp: '2026-11-20T10:00:00Z',
        count: 3,
      }),
    ],
  ])('is answered as the first time and stored once: %s', async ([, request]) => {
    const world = worldOf();
    const ports = world.worker();
    const first = await outcome(request, ports);
    const stored = world.signals().length;
    expect(stored).toBe(first.produced);
    expect(stored).toBeGreaterThan(0);
    world.now += windowMs - 1;
    const second = await outcome(request, ports);
    expect([second.status, second.body, second.headers]).toEqual([first.status, first.body, first.headers]);
    expect([second.produced, second.suppressed['duplicate']]).toEqual([0, stored]);
    expect(world.signals()).toHaveLength(stored);
    world.now += 2;
    expect((await outcome(request, ports)).produced).toBe(stored);
  });

  it('is known whatever time of day its compressor wrote', async () => {
    const world = worldOf();
    const ports = world.worker();
    const plain = otlp(log('a'));
    const packed = (mtime: number) => {
      const body = gzipSync(plain.body);
      // Python’s gzip writes the time of day here.
      body.writeUInt32LE(mtime, 4);
      return { ...plain, body, headers: { ...plain.headers, 'content-encoding': 'gzip' } };
    };
    await outcome(packed(1), ports);
    expect((await outcome(packed(2), ports)).suppressed).toEqual({ duplicate: 1 });
  });

  it.for<[string, IngestRequest, IngestRequest]>([
    ['another agent sends the same', { ...otlp(log('a')), agent: 'shop' }, { ...otlp(log('a')), agent: 'warehouse' }],
    ['another path is meant', text('/api/v2/write', 'a v=1 1764000000000000000'), text('/write', 'a v=1 1764000000000000000')],
    [
      'the query says otherwise',
      { ...text('/write', 'a v=1 1764000000'), query: { precision: 's' } },
      { ...text('/write', 'a v=1 1764000000'), query: { precision: 'ms' } },
    ],
    ['an alert has ended since', webhook(alert('A')), webhook(alert('A', { status: 'resolved', endsAt: '2026-11-20T10:00:00Z' }))],
    ['an alert fires anew', webhook(alert('A')), webhook(alert('A', { startsAt: '2026-11-20T10:01:00Z' }))],
    [
      'a check-in ends',
      envelope('2026-11-20T10:00:00Z', ['check_in', { check_in_id: 'c'.repeat(32), monitor_slug: 'm', status: 'in_progress' }]),
      envelope('2026-11-20T10:00:00Z', ['check_in', { check_in_id: 'c'.repeat(32), monitor_slug: 'm', status: 'ok' }]),
    ],
  ])('is not taken for one where %s', async ([, first, second]) => {
    const world = worldOf();
    const ports = world.worker();
    const before = (await outcome(first, ports)).produced;
    expect((await outcome(second, ports)).produced).toBeGreaterThan(0);
    expect(world.signals().length).toBeGreaterThan(before);
  });

  it.for<[string, IngestRequest]>([
    ['StatsD counters', text('/statsd', 'orders:1|c\nqueue:5|g\n')],
    ['counters told in whole seconds', text('/statsd', 'orders:1|c|T1764000000')],
    ['influx lines without a time', text('/api/v2/write', 'door opened=1')],
    ['collectd’s lines of now', text('/collectd', 'PUTVAL host/cpu/load interval=10 N:5')],
    ['log lines without a time', { ...text('/services/collector/raw', 'it happened'), query: { channel: 'c' } }],
    ['log lines told in whole seconds', otlp(log('connection refused', '1764000000000000000'))],
    ['alerts without a beginning', json('/api/v2/alerts', [{ labels: { alertname: 'A' } }])],
  ])('may happen twice, and does: %s', async ([, request]) => {
    const world = worldOf();
    const ports = world.worker();
    const { produced } = await outcome(request, ports);
    expect(produced).toBeGreaterThan(0);
    expect(await outcome(request, ports)).toMatchObject({ produced, suppressed: {} });
    expect(world.signals()).toHaveLength(2 * produced);
  });
});

describe('what is known item by item', () => {
  it('is left out of a request that holds new ones, and counts as accepted', async () => {
    const world = worldOf();
    const ports = world.worker();
    await outcome(batch(cloudEvent('1'), cloudEvent('2')), ports);
    const mixed = await outcome(batch(cloudEvent('2'), cloudEvent('3'), cloudEvent('1'), { ...cloudEvent('4'), type: '' }), ports);
    expect(JSON.parse(mixed.body)).toMatchObject({ accepted: 3, refused: 1 });
    expect([mixed.produced, mixed.suppressed]).toEqual([1, { rejected: 1, duplicate: 2 }]);
    expect(world.signals().map(({ attributes }) => attributes['cloudevents.event_id'])).toEqual(['1', '2', '3']);
  });

  it('is known in an envelope that is sent later, and with other items', async () => {
    const world = worldOf();
    const ports = world.worker();
    await outcome(envelope('2026-11-20T10:00:00Z', ['event', errorEvent]), ports);
    const later = await outcome(
      envelope(
        '2026-11-20T10:02:00Z',
        ['event', errorEvent],
        [
          'client_report',
          { timestamp: 1_764_000_060, discarded_events: [{ reason: 'ratelimit_backoff', category: 'error', quantity: 2 }] },
        ],
      ),
      ports,
    );
    expect(later).toMatchObject({ status: 200, produced: 1, suppressed: { duplicate: 1 } });
    expect(JSON.parse(later.body)).toEqual({ id: errorEvent.event_id });
  });

  it('is two reports where an alert comes from Prometheus and from its Alertmanager', async () => {
    const world = worldOf();
    const ports = world.worker();
    world.now = Date.parse('2026-11-20T10:01:00Z');
    const { status: _, ...ended } = alert('A', { endsAt: '2026-11-20T10:00:00Z' });
    await outcome(webhook({ ...ended, status: 'resolved' }), ports);
    expect(await outcome(json('/api/v2/alerts', [ended]), ports)).toMatchObject({ status: 200, produced: 1, suppressed: {} });
    expect(await outcome(json('/api/v2/alerts', [ended]), ports)).toMatchObject({ status: 200, produced: 0, suppressed: { duplicate: 1 } });
  });

  it('stays whole beyond a hundred: such a request is known by its bytes', async () => {
    const knowledge = knowledgeInMemory();
    const world = worldOf(knowledge.claims);
    const many = batch(...Array.from({ length: 101 }, (_, at) => cloudEvent(String(at))));
    await outcome(many, world.worker());
    expect(knowledge.calls).toMatchObject({ claims: 1, confirmations: 1 });
    expect(await outcome(many, world.worker())).toMatchObject({ produced: 0, suppressed: { duplicate: 101 } });
  });
});

describe('a put that fails', () => {
  it('leaves the request free, and the answer asks for it again', async () => {
    const world = worldOf();
    const ports = world.worker();
    world.put = () => Promise.reject(new UpstreamError('Kinesis is away.', { reason: 'stream' }));
    for (const request of [otlp(log('a')), webhook(alert('A'))]) expect((await outcome(request, ports)).status).toBe(503);
    world.put = async () => undefined;
    for (const request of [otlp(log('a')), webhook(alert('A'))]) {
      expect(await outcome(request, world.worker())).toMatchObject({ status: 200, produced: 1 });
      expect(await outcome(request, ports)).toMatchObject({ status: 200 });
    }
    expect(world.signals().filter(({ kind }) => kind === 'event')).toHaveLength(1);
  });
});

describe('a copy that comes while the first is being stored', () => {
  it.for<[string, IngestRequest, boolean]>([
    ['in the same worker', otlp(log('a')), true],
    ['in another worker', webhook(alert('A')), false],
  ])('%s is told to come back, and then that it was taken', async ([, request, isSame]) => {
    const world = worldOf();
    const ports = world.worker();
    const put = Promise.withResolvers<void>();
    world.put = () => put.promise;
    const first = outcome(request, ports);
    await new Promise((resolve) => setImmediate(resolve));
    const other = isSame ? ports : world.worker();
    const copy = await outcome(request, other);
    expect([copy.status, copy.headers['retry-after'], copy.produced]).toEqual([503, '1', 0]);
    put.resolve();
    expect((await first).produced).toBe(1);
    expect(await outcome(request, other)).toMatchObject({ status: 200, produced: 0, suppressed: { duplicate: 1 } });
    expect(world.signals()).toHaveLength(1);
  });

  it('gives back what was new in it', async () => {
    const world = worldOf();
    const put = Promise.withResolvers<void>();
    world.put = () => put.promise;
    const first = outcome(batch(cloudEvent('1')), world.worker());
    await new Promise((resolve) => setImmediate(resolve));
    expect((await outcome(batch(cloudEvent('1'), cloudEvent('2')), world.worker())).status).toBe(503);
    put.resolve();
    await first;
    expect(await outcome(batch(cloudEvent('1'), cloudEvent('2')), world.worker())).toMatchObject({
      produced: 1,
      suppressed: { duplicate: 1 },
    });
  });
});

describe('workers over one table', () => {
  let table: EmulatedTable;
  let store: ClaimStore;
  beforeAll(async () => {
    table = await responseTable();
    store = dynamodbClaimStore(table.name, table.client);
  });
  afterAll(() => table.close());

  it('race for an event, and one of them stores it', async () => {
    const world = worldOf(store);
    const seen = await Promise.all(Array.from({ length: 12 }, () => outcome(webhook(alert('Raced')), world.worker())));
    expect(seen.filter(({ produced }) => produced === 1)).toHaveLength(1);
    for (const { status, produced, suppressed } of seen) if (produced === 0) expect(status).toBe(suppressed['duplicate'] === 1 ? 200 : 503);
    expect(await outcome(webhook(alert('Raced')), world.worker())).toMatchObject({ status: 200, suppressed: { duplicate: 1 } });
    expect(world.signals()).toHaveLength(1);
  });

  it('do not wait longer for one that died than it could have lived', async () => {
    const world = worldOf(store);
    world.put = () => new Promise(() => undefined);
    void outcome(webhook(alert('Dying')), world.worker());
    const another = world.worker();
    await expect.poll(() => store.claim('none', 'none', 0, 0)).toBe('new');
    world.put = async () => undefined;
    await expect.poll(async () => (await outcome(webhook(alert('Dying')), another)).status).toBe(503);
    world.now += leaseMs - 1;
    expect((await outcome(webhook(alert('Dying')), another)).status).toBe(503);
    world.now += 1;
    expect(await outcome(webhook(alert('Dying')), another)).toMatchObject({ status: 200, produced: 1 });
  });

  it('know what another stored as long as the window, and telemetry in theirs alone', async () => {
    const world = worldOf(store);
    await outcome(webhook(alert('Kept')), world.worker());
    world.now += windowMs - 1;
    expect(await outcome(webhook(alert('Kept')), world.worker())).toMatchObject({ suppressed: { duplicate: 1 } });
    world.now += 1;
    expect(await outcome(webhook(alert('Kept')), world.worker())).toMatchObject({ produced: 1 });
    await outcome(otlp(log('own')), world.worker());
    expect(await outcome(otlp(log('own')), world.worker())).toMatchObject({ produced: 1 });
    const all = worldOf(store, 'all');
    await outcome(otlp(log('shared')), all.worker());
    expect(await outcome(otlp(log('shared')), all.worker())).toMatchObject({ produced: 0 });
  });

  it('let the claim of whoever was too late alone', async () => {
    expect(await store.claim('late', 'first', 0, 10)).toBe('new');
    expect(await store.claim('late', 'first', 5, 10)).toBe('new');
    expect(await store.claim('late', 'second', 5, 15)).toBe('in-flight');
    expect(await store.claim('late', 'second', 10, 20)).toBe('new');
    await store.confirm('late', 'first', 100);
    await store.release('late', 'first');
    expect(await store.claim('late', 'third', 15, 25)).toBe('in-flight');
    await store.confirm('late', 'second', 100);
    expect(await store.claim('late', 'third', 99, 109)).toBe('taken');
    await store.release('late', 'second');
    expect(await store.claim('late', 'third', 99, 109)).toBe('new');
  });
});

it('stores what comes while the table is away, and knows in memory what came again', async () => {
  const knowledge = knowledgeInMemory();
  const world = worldOf(knowledge.claims);
  const ports = world.worker();
  knowledge.isDown = true;
  expect(await outcome(webhook(alert('A')), ports)).toMatchObject({ status: 200, produced: 1 });
  expect(await outcome(webhook(alert('A')), ports)).toMatchObject({ status: 200, suppressed: { duplicate: 1 } });
  expect(await outcome(webhook(alert('A')), world.worker())).toMatchObject({ status: 200, produced: 1 });
});

it('remembers in a worker so many keys and no more, the oldest forgotten first', () => {
  const claims = memoryClaims({ now: () => 0 }, { windowMs, leaseMs, capacity: 3 });
  for (const key of ['a', 'b', 'c', 'd']) {
    expect(claims.claim(key)).toBe('new');
    claims.confirm(key);
  }
  expect(['b', 'c', 'd'].map((key) => claims.claim(key))).toEqual(['taken', 'taken', 'taken']);
  expect(claims.claim('a')).toBe('new');
});

it('whatever fails and whoever dies, what was accepted is in the stream, and once unless a table or a worker was lost', async () => {
  const step = fc.record({
    worker: fc.nat(2),
    events: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
    fate: fc.constantFrom('well', 'well', 'well', 'put fails', 'worker is new', 'dies before the put'),
    passes: fc.constantFrom(0, 0, 1_000, leaseMs),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const world = worldOf();
      const workers = [world.worker(), world.worker(), world.worker()];
      const accepted = new Set<number>();
      for (const { worker, events, fate, passes } of steps) {
        world.now += passes;
        if (fate === 'worker is new') workers[worker] = world.worker();
        world.put = fate === 'put fails' ? () => Promise.reject(new UpstreamError('away', { reason: 'stream' })) : async () => undefined;
        if (fate === 'dies before the put') world.put = () => new Promise(() => undefined);
        const answered = outcome(batch(...events.map((id) => cloudEvent(String(id)))), workers[worker] as IngestPorts);
        const died = new Promise<undefined>((resolve) => setImmediate(resolve, undefined));
        const { status } = (await Promise.race([answered, ...(fate === 'dies before the put' ? [died] : [])])) ?? { status: 503 };
        if (fate === 'dies before the put') workers[worker] = world.worker();
        if (status < 300) for (const id of events) accepted.add(id);
      }
      const stored = world.signals().map(({ attributes }) => Number(attributes['cloudevents.event_id']));
      // Fourteen steps pass within the window, or each id may be stored once more a window.
      const windows = 1 + Math.floor((world.now - receivedAt) / windowMs);
      expect(new Set(stored)).toEqual(accepted);
      for (const id of accepted) expect(stored.filter((each) => each === id).length).toBeLessThanOrEqual(windows);
    }),
    { numRuns: 200 },
  );
});
