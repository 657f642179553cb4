/** Values that look like the syntax of whatever they come to later: lines, templates, headers, logs, names of objects. They stay values. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, openDoor } from '#test/support/attacks/door.ts';
import { minuteMs } from '#test/support/cloud-fixture.ts';
import { gaugeRequest } from '#test/support/otlp-json.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const json = { 'content-type': 'application/json' };
/** A line end, a second line of line protocol, a header, a line of a log, a template, a path. */
const hostile = [
  'shop\nevil,host=a value=1 1763632800000000000',
  'shop, host=a b=c',
  'shop\r\nx-injected: 1\r\n\r\n<h1>',
  '{{{links}}}{{#alerts}}{{labels}}{{/alerts}}',
  '../../../etc/passwd',
  '"}\n{"level":"ERROR","message":"forged line"}',
] as const;

const stored = () => door.pipeline.cloud.metricStore('streamwarden-dev-metrics', 'samples').records();

describe('a label that holds', () => {
  it.for(hostile)('%j comes to the metric store as one value of one record', async (value) => {
    const before = stored().length;
    const at = door.pipeline.cloud.now();
    const body = gaugeRequest({ service: value }, 'queue.depth', [[at, 3]]);
    expect((await door.send({ path: '/v1/metrics', headers: json, body: () => Buffer.from(body) })).status).toBe(200);
    await door.pipeline.cloud.settle();
    const records = stored().slice(before);
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).toContain(JSON.stringify(value).slice(1, -1));
  });

  it('a line end in line protocol ends the line there, and only there', async () => {
    const at = `${door.pipeline.cloud.now()}000000`;
    const before = stored().length;
    const lines = `cpu,host=a\\ b\\,c\\=d,note=x\\ny usage=1 ${at}\ncpu,host=second usage="1i,evil=2\nstill text",load=2 ${at}\n`;
    const answer = await door.send({
      path: '/api/v2/write?bucket=b',
      headers: { 'content-type': 'text/plain' },
      body: () => Buffer.from(lines),
    });
    expect(answer.status).toBe(204);
    await door.pipeline.cloud.settle();
    const records = stored().slice(before);
    expect(records.length).toBeGreaterThan(0);
    expect(JSON.stringify(records)).not.toContain('"evil"');
    expect(JSON.stringify(records)).toContain('a b,c=d');
  });
});

it('an alert of such labels pages with them as text: no header, no template, no line of a log is made of them', async () => {
  const alert = (value: string, at: number) => ({
    status: 'firing',
    labels: { alertname: `Injected${at}`, severity: 'critical', job: 'shop', instance: value },
    annotations: { summary: value },
    startsAt: '2026-11-20T09:59:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  });
  const body = { version: '4', groupKey: hostile[2], receiver: hostile[3], status: 'firing', alerts: [hostile[3]].map(alert) };
  const rest = { ...body, alerts: hostile.map((value, at) => alert(value, at + 1)) };
  for (const each of [body, rest])
    expect((await door.send({ path: '/alertmanager', headers: json, body: () => Buffer.from(JSON.stringify(each)) })).status).toBe(200);
  await door.pipeline.pass(2 * minuteMs);
  const messages = door.pipeline.heard();
  expect(messages.length).toBeGreaterThan(0);
  for (const { key } of messages) expect(key).not.toMatch(/[\r\n]|injected/i);
  const shown = JSON.stringify(messages);
  expect(shown).toContain(JSON.stringify(hostile[3]).slice(1, -1));
  for (const event of door.events) {
    if (event.type !== 'invocation') continue;
    expect([event.function, event.ok]).toEqual([event.function, true]);
    for (const line of event.logs) expect(JSON.parse(line)['message']).not.toBe('forged line');
  }
  const { balanced } = await door.pipeline.ledger();
  expect(balanced).toBe(true);
});
