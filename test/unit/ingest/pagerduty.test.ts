import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagerdutyEvent } from '#channels/pagerduty/event.ts';
import { plain, wordingOf } from '#channels/wording.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { groupNotification, incidentNotification } from '#test/support/notifications.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';

const routingKey = 'R0123456789abcdefghijklmnopqrstu';
const payload = { summary: 'Disk is full', source: 'db-2', severity: 'error' };
const trigger = { routing_key: routingKey, event_action: 'trigger', payload };

const send = async (event: unknown, path = '/v2/enqueue', failure?: Error) => {
  const ports = pretendPorts(failure);
  const { answer } = await ingest(post(path, JSON.stringify(event)), ports);
  return {
    status: answer.status,
    body: JSON.parse(bodyText(answer.body)) as Record<string, unknown>,
    headers: answer.headers,
    signals: ports.signals(),
  };
};

describe('an alert event', () => {
  it('without a dedup key gets one that follows from what is wrong and where', async () => {
    const keyOf = async (event: unknown) => (await send(event)).body['dedup_key'];
    const key = await keyOf(trigger);
    expect(key).toMatch(/^[0-9a-f]{20}$/);
    expect(await keyOf({ ...trigger, routing_key: 'other', payload: { ...payload, timestamp: '2025-11-24T15:59:58Z' } })).toBe(key);
    expect(await keyOf({ ...trigger, payload: { ...payload, source: 'db-3' } })).not.toBe(key);
  });

  it('has one key from trigger to resolve, the one that is answered', async () => {
    for (const action of ['trigger', 'acknowledge', 'resolve']) {
      const { status, body, signals } = await send({ ...trigger, event_action: action, dedup_key: 'k' });
      expect([status, body]).toEqual([202, { status: 'success', message: 'Event processed', dedup_key: 'k' }]);
      expect(signals).toMatchObject([
        { status: action === 'resolve' ? 'resolved' : 'firing', attributes: { 'event.key': 'k', 'pagerduty.event_action': action } },
      ]);
    }
  });

  it.for([
    ['a host', { source: 'db-2.shop.example' }, { 'host.name': 'db-2.shop.example', 'service.name': 'unknown_service' }],
    ['a host with a component', { source: 'db-2', component: 'mysql', group: 'g' }, { 'host.name': 'db-2', 'service.name': 'mysql' }],
    ['a group', { source: 'a b', group: 'app-stack' }, { 'service.name': 'app-stack' }],
    ['no host', { source: 'cloud:cluster/orders' }, { 'service.name': 'cloud:cluster/orders' }],
    [
      'labels in its details',
      { source: 'db-2', custom_details: { service: 'orders', env: 'prod' } },
      { 'host.name': 'db-2', 'service.name': 'orders', 'deployment.environment.name': 'prod' },
    ],
  ] as const)('of %s says who is concerned', async ([, changed, resource]) => {
    const { signals } = await send({ ...trigger, payload: { ...payload, ...changed } });
    expect(signals[0]?.resource.attributes).toEqual(resource);
  });

  it.for([
    [{ routing_key: '' }, "'routing_key' is missing or blank"],
    [{ event_action: undefined }, "'event_action' is missing or blank"],
    [{ event_action: 'resolve' }, "'dedup_key' is missing or blank"],
    [{ dedup_key: 7 }, "'dedup_key' is not a string"],
    [{ payload: 'x' }, "'payload.summary' is missing or blank"],
    [
      { payload: { ...payload, severity: 'CRITICAL' } },
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    ],
  ] as const)('with %j is refused in PagerDuty’s words', async ([changed, error]) => {
    const { status, body, signals } = await send({ ...trigger, ...changed });
    expect(status).toBe(400);
    expect(body).toEqual({ status: 'invalid event', message: 'Event object is invalid', errors: expect.arrayContaining([error]) });
    expect(signals).toEqual([]);
  });

  it('that this project itself sends to PagerDuty is taken', async () => {
    const sent = [
      incidentNotification(),
      incidentNotification({}, { status: 'acknowledged' }),
      incidentNotification({}, { status: 'resolved' }),
      groupNotification(),
    ].map((notification) => pagerdutyEvent(notification, wordingOf(notification, undefined, plain), routingKey));
    for (const event of sent) {
      const { status, signals } = await send(event);
      expect(status).toBe(202);
      expect(signals).toMatchObject([{ attributes: { 'event.key': event.dedup_key } }]);
    }
  });
});

it('the routing key is in no signal, answer or log line, whatever the rest of the event is', async () => {
  const event = fc.record(
    {
      event_action: fc.constantFrom('trigger', 'acknowledge', 'resolve', 'x'),
      dedup_key: fc.constantFrom('k', '', 'x'.repeat(300)),
      payload: fc.constantFrom(payload, undefined, { ...payload, severity: 'x' }),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(event, fc.constantFrom('/v2/enqueue', '/v2/change/enqueue'), fc.boolean(), async (rest, path, cut) => {
      const lines: unknown[] = [];
      const note = (...line: unknown[]) => void lines.push(line);
      const ports = { ...pretendPorts(), log: { info: note, warn: note, error: note } };
      const text = JSON.stringify({ routing_key: routingKey, ...rest });
      const { answer, report } = await ingest(post(path, cut ? text.slice(0, -1) : text), ports);
      expect(
        JSON.stringify([lines, bodyText(answer.body), report, ports.signals().map(({ timeUnixNano: _, ...signal }) => signal)]),
      ).not.toContain(routingKey);
    }),
  );
});

it.for([
  ['throttled', 429, 'throttle exceeded'],
  ['down', 503, 'unavailable'],
] as const)('a stream that is %s is a %s, after which clients try again', async ([reason, status, word]) => {
  const answer = await send(trigger, '/v2/enqueue', new UpstreamError('No.', { reason }));
  expect(answer).toMatchObject({ status, body: { status: word } });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
});

it('a change is a log record, not something wrong', async () => {
  const { status, body, signals } = await send({ routing_key: routingKey, payload: { summary: 'Deployed' } }, '/v2/change/enqueue');
  expect([status, body]).toEqual([202, { status: 'success', message: 'Change event processed' }]);
  expect(signals).toMatchObject([{ kind: 'log', severityNumber: 9, body: 'Deployed', eventName: 'pagerduty.change' }]);
});
