/** The saved events of every receiver through the synthesised templates: the API has a door for each, and each signal is accounted for. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receivers } from '#functions/ingest/registry.ts';
import type { Receiver } from '#kernel/receiver.ts';
import { savedEvents } from '#test/conformance/receiver-events.ts';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await openPipeline();
});
afterAll(() => pipeline.cloud.close());

const expectedStatus = (receiver: string, name: string): number => {
  const file = new URL(`../../events/${receiver}/${name}/expected.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { answer: { status: number } }).answer.status;
};

const cases = (receivers as readonly Receiver[]).flatMap(({ id }) =>
  savedEvents(id).map(({ name, request }) => [`${id}/${name}`, request, expectedStatus(id, name)] as const),
);

/** Alertmanager's webhook with one alert. */
const webhook = (status: 'firing' | 'resolved', endsAt: string) => ({
  version: '4',
  groupKey: '{}:{alertname="OrdersDown"}',
  receiver: 'streamwarden',
  status,
  alerts: [
    {
      status,
      labels: { alertname: 'OrdersDown', severity: 'critical', job: 'shop/orders', team: 'shop' },
      annotations: { summary: 'Nobody can order.' },
      startsAt: '2026-11-20T09:59:00Z',
      endsAt,
      fingerprint: '9c4bd3a1f0e2b7d6',
    },
  ],
});

const post = (body: unknown) =>
  pipeline.cloud.request({
    method: 'POST',
    path: '/alertmanager',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('an alert of somebody’s Alertmanager pages whoever is on call, and ends when it recovers there', async () => {
  expect((await post(webhook('firing', '0001-01-01T00:00:00Z'))).status).toBe(200);
  await pipeline.pass(minuteMs);
  const [incident, ...others] = await pipeline.incidents();
  expect(others).toEqual([]);
  expect(incident).toMatchObject({ status: 'open', severity: 'critical', title: expect.stringContaining('Nobody can order.') });
  const { alerts } = await pipeline.shown(incident?.id ?? '');
  expect(alerts).toMatchObject([
    { labels: { alertname: 'OrdersDown', team: 'shop', 'service.name': 'orders', 'service.namespace': 'shop' } },
  ]);
  expect(pipeline.heard().filter(({ incident: { id } }) => id === incident?.id)).toHaveLength(1);

  expect((await post(webhook('resolved', '2026-11-20T10:01:00Z'))).status).toBe(200);
  await pipeline.pass(minuteMs);
  expect((await pipeline.incidents())[0]).toMatchObject({ id: incident?.id, status: 'resolved' });
});

describe('through the deployed API', () => {
  it.for(cases)('%s is answered as ingest answers it', async ([, { method, path, headers, query, body }, status]) => {
    const search = new URLSearchParams(query as Record<string, string>).toString();
    const answer = await pipeline.cloud.request({
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: headers as Record<string, string>,
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(status);
  });

  it('every signal of them is archived, analysed once, and folded or accounted for', async () => {
    await pipeline.pass(10 * minuteMs);
    const ledger = await pipeline.ledger();
    expect(ledger.balanced).toBe(true);
    expect(ledger.signals.accepted).toBeGreaterThan(cases.length);
  });
});
