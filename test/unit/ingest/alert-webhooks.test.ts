/** Rules of alerts posted by Alertmanager, Prometheus and Grafana that saved events do not show. */
import { describe, expect, it } from 'vitest';
import { ingest } from '#functions/ingest/ingest.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { bodyText, post, pretendPorts, receivedAt } from './ingest-support.ts';

const signalsOf = async (path: string, body: unknown) => {
  const ports = pretendPorts();
  const { answer } = await ingest(post(path, JSON.stringify(body)), ports);
  return { answer, signals: ports.signals() };
};

const at = (offsetMs: number): string => new Date(receivedAt + offsetMs).toISOString();

describe('POST /api/v2/alerts', () => {
  it.for([
    ['absent', {}, 'firing'],
    ["Go's no time", { endsAt: '0001-01-01T00:00:00Z' }, 'firing'],
    ['empty', { endsAt: '' }, 'firing'],
    ['a millisecond ahead', { endsAt: at(1) }, 'firing'],
    ['in the year 9999', { endsAt: '9999-12-31T23:59:59Z' }, 'firing'],
    ['now', { endsAt: at(0) }, 'resolved'],
    ['past', { endsAt: at(-60_000) }, 'resolved'],
  ] as const)('an end that is %s', async ([, times, status]) => {
    const { signals } = await signalsOf('/api/v2/alerts', [{ labels: { alertname: 'A' }, ...times }]);
    expect(signals).toEqual([expect.objectContaining({ status })]);
  });

  it('an alert without a start starts when it ends, as in Alertmanager', async () => {
    const { signals } = await signalsOf('/api/v2/alerts', [{ labels: { alertname: 'A' }, endsAt: at(3_600_000) }]);
    expect(signals).toEqual([expect.objectContaining({ status: 'firing', timeUnixNano: BigInt(receivedAt + 3_600_000) * 1_000_000n })]);
  });

  it('an alert of a time no clock can have happened when it was received', async () => {
    const { signals } = await signalsOf('/api/v2/alerts', [
      { labels: { alertname: 'A' }, startsAt: '1969-12-31T23:59:59Z', endsAt: at(1) },
    ]);
    expect(signals).toEqual([expect.objectContaining({ timeUnixNano: BigInt(receivedAt) * 1_000_000n })]);
  });
});

describe('the identity of an alert', () => {
  it('is the same through the API, the webhook and a webhook without fingerprints, firing or resolved', async () => {
    const labels = { alertname: 'A', zone: 'b', empty: '' };
    const sent = await Promise.all([
      signalsOf('/api/v2/alerts', [{ labels }]),
      signalsOf('/api/v2/alerts', [{ labels, endsAt: at(-1) }]),
      signalsOf('/alertmanager', { alerts: [{ status: 'resolved', labels: { zone: 'b', alertname: 'A' } }] }),
      signalsOf('/grafana', { alerts: [{ status: 'firing', labels, fingerprint: 'not one' }] }),
    ]);
    expect(new Set(sent.map(({ signals }) => signals[0]?.attributes['event.key'])).size).toBe(1);
  });
});

describe('a stream that is throttled', () => {
  it.for([
    ['/alertmanager', 503],
    ['/grafana', 503],
    ['/api/v2/alerts', 429],
  ] as const)('is told at %s with what its client comes back after', async ([path, status]) => {
    const alert = { status: 'firing', labels: { alertname: 'A' } };
    const body = JSON.stringify(path === '/api/v2/alerts' ? [alert] : { alerts: [alert] });
    const { answer } = await ingest(post(path, body), pretendPorts(new UpstreamError('Too much.', { reason: 'throttled' })));
    expect(answer.status).toBe(status);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

it('a text of a group goes to its alerts only while it is short: few bytes must not become many', async () => {
  const alerts = Array.from({ length: 3 }, (_, index) => ({ status: 'firing', labels: { alertname: `A${index}` } }));
  const { signals } = await signalsOf('/alertmanager', { alerts, receiver: 'r'.repeat(512), groupKey: 'g'.repeat(513) });
  for (const { attributes } of signals) {
    expect(attributes['alertmanager.receiver']).toHaveLength(512);
    expect(attributes['alertmanager.group_key']).toBeUndefined();
  }
  expect(signals).toHaveLength(3);
});

it('a signal too large to store is not said to be accepted', async () => {
  const noise = Array.from({ length: 400_000 }, (_, index) => ((index * 2_654_435_761) >>> 0).toString(36)).join('');
  const { answer, signals } = await signalsOf('/alertmanager', {
    alerts: [{ status: 'firing', labels: { alertname: 'A' }, annotations: { noise } }],
  });
  expect(signals).toEqual([]);
  expect(answer.status).toBe(400);
  expect(JSON.parse(bodyText(answer.body))).toMatchObject({ accepted: 0, refused: 1 });
});
