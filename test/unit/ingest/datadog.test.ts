import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTitle } from '#functions/ingest/datadog/title.ts';
import { ingest } from '#functions/ingest/ingest.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { bodyText, post, pretendPorts } from './ingest-support.ts';

const send = async (payload: unknown) => {
  const ports = pretendPorts();
  const { answer } = await ingest(post('/datadog', JSON.stringify(payload)), ports);
  return { status: answer.status, text: bodyText(answer.body), signal: ports.signals()[0] };
};

describe('a title', () => {
  it.for([
    ['Disk is full', ['Disk is full', '', '', '']],
    ['[Triggered] Disk is full', ['Disk is full', 'Triggered', '', '']],
    ['[P1] [Re-Triggered on {host:a,env:b}] Disk [sda] is full', ['Disk [sda] is full', 'Re-Triggered', 'host:a,env:b', 'P1']],
    ['[Warn Recovered] x', ['x', 'Warn Recovered', '', '']],
    ['[TEST] [No Data on {host:a}] x', ['x', 'No Data', 'host:a', '']],
    ['[Memory] is low', ['[Memory] is low', '', '', '']],
    ['[Triggered] [Memory Alert]', ['[Memory Alert]', 'Triggered', '', '']],
    ['[Triggered', ['[Triggered', '', '', '']],
    ['[Triggered]', ['[Triggered]', 'Triggered', '', '']],
    ['[P1][P2][P3][P4][P5] x', ['[P5] x', '', '', 'P4']],
    ['', ['', '', '', '']],
  ] as const)('%j', ([title, [name, transition, scope, priority]]) => {
    expect(readTitle(title)).toEqual({ name, transition, scope, priority });
  });
});

describe('a variable', () => {
  it.for([
    { ALERT_ID: 7, ALERT_TRANSITION: 'Triggered' },
    { alert_id: '7', alert_transition: 'Triggered' },
    { alertId: '7', alertTransition: 'Triggered' },
    { alert: { id: 7, transition: 'Triggered' } },
    { monitor_id: '7', 'Alert-Status': 'sentence', status: 'Triggered' },
  ])('is found as in %j', async (payload) => {
    const { signal } = await send(payload);
    expect(signal).toMatchObject({ name: 'monitor 7', status: 'firing', attributes: { 'datadog.transition': 'Triggered' } });
  });

  it('that Datadog did not know is absent', async () => {
    const { signal } = await send({ title: 'T', hostname: '$HOSTNAME', link: 'null', alert_id: '', priority: null });
    expect(Object.keys(signal?.attributes ?? {})).toEqual(['event.key']);
    expect(signal?.resource.attributes).toEqual({ 'service.name': 'unknown_service' });
  });
});

describe('a monitor', () => {
  it.for([
    ['Triggered', 'error', 'firing'],
    ['Re-Triggered', 'error', 'firing'],
    ['Warn', 'warning', 'firing'],
    ['No Data', 'error', 'firing'],
    ['Re-No Data', 'error', 'firing'],
    ['Renotify', 'error', 'firing'],
    ['Recovered', 'success', 'resolved'],
    ['Recovered', 'error', 'resolved'],
    ['', 'success', 'resolved'],
    ['', 'info', 'firing'],
    ['Null', 'success', 'resolved'],
  ] as const)('that is %s of type %s is %s-said', async ([transition, type, status]) => {
    const { signal } = await send({ title: 'T', alert_transition: transition, alert_type: type });
    expect(signal).toMatchObject({ status });
  });

  it.for([
    [
      { alert_id: 7, alert_scope: 'a:1, b:2', aggreg_key: 'g' },
      { alert_id: 7, alert_scope: 'b:2,a:1', alert_cycle_key: 'other' },
    ],
    [
      { aggreg_key: 'g', alert_id: 7 },
      { aggreg_key: 'g', alert_id: 7, alert_cycle_key: 'other' },
    ],
    [
      { alert_cycle_key: 'c', id: 1 },
      { alert_cycle_key: 'c', id: 2 },
    ],
    [
      { alert_id: 7, hostname: 'h' },
      { alert_id: 7, hostname: 'h', id: 2 },
    ],
    [{ title: '[Triggered on {host:a}] T' }, { title: '[Recovered on {host:a}] T' }],
  ])('has one key from %j to %j', async ([first, second]) => {
    const keys = await Promise.all(
      [first, second].map(async (fields) => (await send({ title: '[Triggered] T', ...fields })).signal?.attributes['event.key']),
    );
    expect(keys[0]).toBeTypeOf('string');
    expect(keys[1]).toBe(keys[0]);
  });

  it.for([
    [
      { alert_id: 7, alert_scope: 'a:1' },
      { alert_id: 7, alert_scope: 'a:2' },
    ],
    [
      { alert_id: 7, hostname: 'a' },
      { alert_id: 7, hostname: 'b' },
    ],
    [{ title: '[Triggered on {host:a}] T' }, { title: '[Triggered on {host:b}] T' }],
    [{ org: { id: 1 } }, { org: { id: 2 } }],
    [{ alert_cycle_key: 'x' }, { aggreg_key: 'x' }],
  ])('has another key as %j than as %j', async ([first, second]) => {
    const keys = await Promise.all(
      [first, second].map(async (fields) => (await send({ title: 'T', ...fields })).signal?.attributes['event.key']),
    );
    expect(keys[1]).not.toBe(keys[0]);
  });

  it.for([
    ['milliseconds', 1_763_999_998_123, 1_763_999_998_123_000_000n],
    ['milliseconds as a text', '1763999998123', 1_763_999_998_123_000_000n],
    ['seconds', 1_763_999_998, 1_763_999_998_000_000_000n],
    ['RFC 3339', '2025-11-24T15:59:58.5Z', 1_763_999_998_500_000_000n],
  ] as const)('has its time in %s', async ([, date, time]) => {
    expect((await send({ title: 'T', date, last_updated: 1 })).signal?.timeUnixNano).toBe(time);
  });

  it('with a scope and tags has both as labels, the scope before the tags', async () => {
    const { signal } = await send({ title: 'T', tags: ['env:prod', 'host:many', 'urgent', ':x', 'url:http://a'], alert_scope: 'host:a' });
    expect(signal?.attributes).toMatchObject({ 'label.env': 'prod', 'label.host': 'a', 'label.urgent': 'true', 'label.url': 'http://a' });
    expect(signal?.resource.attributes).toMatchObject({ 'host.name': 'a', 'deployment.environment.name': 'prod' });
  });
});

describe('a body', () => {
  it.for([
    ['of tags without end', { title: 'T', tags: 'a,'.repeat(600) }, 'more than 512 attributes'],
    [
      'of more fields than a template has',
      { title: 'T', ...Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`f${at}`, 1])) },
      'more than 512 fields',
    ],
    ['of the API', { id: 1, message: 'm' }, '$EVENT_TITLE'],
  ] as const)('%s is refused', async ([, payload, reason]) => {
    const { status, text } = await send(payload);
    expect(status).toBe(400);
    expect(text).toContain(reason);
  });

  it('of lists in lists is passed over', async () => {
    const deep = `${'['.repeat(2000)}"${'x'.repeat(1_000_000)}"${']'.repeat(2000)}`;
    const { answer } = await ingest(post('/datadog', `{"title":"T","tags":${deep}}`), pretendPorts());
    expect(answer.status).toBe(200);
  });

  it('that is a long form is too large', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { answer } = await ingest(post('/datadog', `title=${'x'.repeat(1_000_000)}`, headers), pretendPorts());
    expect(answer.status).toBe(413);
  });
});

it('a throttled stream is a 503: after a 429 Datadog would not come again', async () => {
  const { answer } = await ingest(post('/datadog', '{"title":"T"}'), pretendPorts(new UpstreamError('No.', { reason: 'throttled' })));
  expect(answer.status).toBe(503);
});

it("every variable of the README's template is read", async () => {
  const readme = readFileSync(new URL('../../../functions/ingest/datadog/README.md', import.meta.url), 'utf8');
  const [, template = ''] = /```json\n([^`]+)```/.exec(readme) ?? [];
  const values: Record<string, string> = { DATE: '1763999998000', ALERT_TRANSITION: 'Warn', TAGS: 'team:a', ALERT_SCOPE: 'host:b' };
  const variables = [...template.matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name);
  expect(variables.length).toBeGreaterThan(15);
  const { signal } = await send(JSON.parse(template.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => values[name] ?? `value of ${name}`)));
  const said = JSON.stringify({ ...signal, timeUnixNano: String(signal?.timeUnixNano) });
  // The aggregate's key gives way to the monitor's, and the alert type to the priority; the type is kept beside it.
  for (const name of variables.filter((name) => name !== 'AGGREG_KEY' && name !== 'DATE')) {
    const value = values[name] ?? `value of ${name}`;
    expect(said).toContain(name === 'TAGS' ? '"label.team":"a"' : value);
  }
  expect(signal?.timeUnixNano).toBe(1_763_999_998_000_000_000n);
});
