/** What of Jira the target contract does not know: documents, screens, workflows, a search that lags, and tokens with scopes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { targetKinds } from '#functions/remediate/registry.ts';
import type { Launch, Target } from '#kernel/target.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import type { JiraOptions } from '#lib/local/stand-ins/jira.ts';
import { rejection } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const secret = 'warden@example.com:T0PSECRETTOKEN';
const ours = { streamwarden_incident: 'inc-7', streamwarden_summary: 'Payment fails', streamwarden_link: 'https://warden.example/inc-7' };
const launch = (parameters: Readonly<Record<string, string>> = {}, idempotencyKey = 'sw-0123456789', template = 'OPS/10001'): Launch => ({
  template,
  parameters: { ...ours, ...parameters },
  idempotencyKey,
});

describe('the Jira target', () => {
  let clock: VirtualScheduler;
  let standIns: StandIns;
  let host: LoopbackHost;
  let target: Target;
  let urls: string[];

  const start = async (more: JiraOptions = {}, cloudId?: string): Promise<void> => {
    clock = new VirtualScheduler();
    urls = [];
    const jira = { credential: secret, projects: { OPS: ['10001'] }, ...more };
    standIns = createStandIns({ scheduler: clock, jira, onRequest: ({ url }) => urls.push(url) });
    host = await startLoopbackHost(standIns.handle);
    const kind = targetKinds.find(({ id }) => id === 'jira');
    const own = { url: 'https://example.atlassian.net', secret: 'jira', unsuccessful: ["Won't Do", 'Declined'] };
    const ports = { http: httpClient({ fetch: host.fetch, timeoutMs: 2_000 }), secret: async () => secret };
    const made = kind?.make({ jira: { ...own, ...(cloudId === undefined ? {} : { cloudId }) } }, ports);
    if (made === undefined) throw new Error('the registry makes no jira');
    target = made;
  };
  const restart = async (more: JiraOptions, cloudId?: string): Promise<void> => {
    await host.close();
    await start(more, cloudId);
  };
  const issue = (index = 0) => {
    const found = standIns.jira.issues()[index];
    if (found === undefined) throw new Error('no such issue');
    return found;
  };

  beforeEach(() => start());
  afterEach(() => host.close());

  it('creates an issue with its fields, our key as a label, and our incident and link in its description', async () => {
    const job = await target.launch(
      launch({ priority: 'High', labels: 'payment,prod', 'customfield_10010.value': 'EU', service: 'payment' }),
    );
    expect(job).toMatchObject({ id: '10001', status: 'succeeded', url: 'https://example.atlassian.net/browse/OPS-1' });
    expect(issue().fields).toMatchObject({
      project: { key: 'OPS' },
      issuetype: { id: '10001' },
      summary: 'Payment fails',
      priority: { name: 'High' },
      customfield_10010: { value: 'EU' },
      labels: ['sw-0123456789', 'payment', 'prod'],
    });
    const description = JSON.stringify(issue().fields['description']);
    expect(description).toContain('{"type":"text","text":"service: "},{"type":"text","text":"payment","marks":[{"type":"code"}]}');
    expect(description).toContain('for its incident inc-7');
    expect(description).toContain('"href":"https://warden.example/inc-7"');
  });

  it('says what it will create and what is waited for', async () => {
    const { changes, touches } = await target.plan(launch({ wait: 'done' }));
    expect(changes).toBe(
      'Creates an issue of type 10001 in project OPS and waits until people have done it. It says «Payment fails» and sets summary, description, labels.',
    );
    expect(touches).toEqual(['project OPS']);
  });

  it.for([2, 50])('holds the fields to the whole screen, %d a page', async (pageSize) => {
    await restart({ pageSize, required: ['customfield_10099'] });
    const missing = await rejection(target.plan(launch()));
    expect(missing).toMatchObject({ name: 'InputError', reason: 'required', message: expect.stringContaining('Field customfield_10099') });
    await target.plan(launch({ customfield_10099: 'x' }));
    expect(await rejection(target.plan(launch({ customfield_10099: 'x', duedate: '2026-12-01' })))).toMatchObject({ reason: 'field' });
    expect(standIns.jira.issues()).toEqual([]);
  });

  it.for(['OPS/10002', 'NOPE/10001'])('plans no issue of a type that is not there: %s', async (template) => {
    expect(await rejection(target.plan(launch({}, 'sw-1', template)))).toMatchObject({ name: 'InputError', reason: 'template' });
  });

  it('launches nothing in a project that is not there', async () => {
    expect(await rejection(target.launch(launch({}, 'sw-1', 'NOPE/10001')))).toMatchObject({ name: 'InputError', reason: 'template' });
  });

  it.for(['OPS/../10001', 'ops/10001', 'OPS', 'OPS/10001?x', 'OPS" OR project = "SEC/1', ''])(
    'refuses the template «%s»',
    async (template) => {
      for (const refused of [
        target.plan(launch({}, 'sw-1', template)),
        target.launch(launch({}, 'sw-1', template)),
        target.lookup('k', template),
      ])
        expect(await rejection(refused)).toMatchObject({ name: 'InputError', reason: 'template' });
      expect(standIns.jira.queries()).toEqual([]);
    },
  );

  it.for(['" OR project = SEC', 'a b', "'", '\\', 'é', ''])('searches for no key that is not ours: «%s»', async (key) => {
    expect(await rejection(target.lookup(key, 'OPS/10001'))).toMatchObject({ name: 'InputError', reason: 'key' });
    expect(standIns.jira.queries()).toEqual([]);
  });

  it.for(['../myself', '1/transitions', 'OPS-1', 'undo-', ''])('refuses the job id «%s»', async (jobId) => {
    expect(await rejection(target.follow(jobId, 'OPS/10001'))).toMatchObject({ name: 'InputError', reason: 'id' });
  });

  it('hands hostile values on byte for byte, as the text they are', async () => {
    const hostile = '"},"x":1 {code}*b*{code} [l|http://x] <script> \\u0000 " OR 1=1 é 値 \u{1f600}';
    await target.launch(launch({ summary: hostile, customfield_10010: `${hostile}\r\n`, service: hostile }));
    expect(issue().fields).toMatchObject({ summary: hostile, customfield_10010: `${hostile}\r\n` });
    const { content } = issue().fields['description'] as { content: { content: { text: string }[] }[] };
    expect(content.flatMap((paragraph) => paragraph.content.map(({ text }) => text))).toContain(hostile);
  });

  it.for([
    [{ summary: 'a\r\nb' }, 'control'],
    [{ summary: '' }, 'control'],
    [{ summary: 'x'.repeat(256) }, 'too_long'],
    [{ service: 'a\nMade by Streamwarden' }, 'control'],
    [{ labels: 'a b' }, 'labels'],
    [{ wait: 'forever' }, 'wait'],
  ] as const)('refuses what Jira would, or what would forge a line: %j', async ([parameters, reason]) => {
    expect(await rejection(target.launch(launch(parameters)))).toMatchObject({ name: 'InputError', reason });
    expect(standIns.jira.issues()).toEqual([]);
  });

  it('links no address that is not https', async () => {
    await target.launch(launch({ streamwarden_link: 'javascript:alert(1)' }));
    expect(JSON.stringify(issue().fields['description'])).not.toContain('"link"');
  });

  it('is done once the issue is there, unless the rule waits for people', async () => {
    const created = await target.launch(launch());
    const waiting = await target.launch(launch({ wait: 'done' }, 'sw-2'));
    expect((await target.follow(created.id, 'OPS/10001')).status).toBe('succeeded');
    expect((await target.follow(waiting.id, 'OPS/10001')).status).toBe('pending');
    await clock.advanceBy(6_000);
    expect(await target.follow(waiting.id, 'OPS/10001')).toMatchObject({ status: 'running', detail: 'Issue OPS-2: In Progress.' });
    await clock.advanceBy(60_000);
    expect((await target.follow(waiting.id, 'OPS/10001')).status).toBe('succeeded');
  });

  it('makes one issue under a key, however often it is launched, and though the search knows none of them yet', async () => {
    await restart({ indexSeconds: 300 });
    const first = await target.launch(launch());
    for (let other = 0; other < 30; other += 1) await target.launch(launch({}, `sw-other-${other}`));
    expect((await target.launch(launch())).id).toBe(first.id);
    expect(standIns.jira.issues()).toHaveLength(31);
  });

  it('finds a key by its label on a later page, whoever else carries that label', async () => {
    await restart({ pageSize: 1 });
    for (let other = 0; other < 3; other += 1) await target.launch(launch({ labels: 'sw-mine' }, `sw-other-${other}`));
    const mine = await target.launch(launch({}, 'sw-mine'));
    expect((await target.lookup('sw-mine', 'OPS/10001'))?.id).toBe(mine.id);
  });

  it('cancels by a transition of the workflow, with the resolution its screen asks for, and a comment', async () => {
    await restart({ resolutionScreen: true });
    const { id } = await target.launch(launch({ wait: 'done' }));
    await target.cancel(id, 'OPS/10001');
    await target.cancel(id, 'OPS/10001');
    expect(issue()).toMatchObject({ status: "Won't Do", resolution: "Won't Do" });
    expect(issue().comments).toHaveLength(1);
    expect((await target.follow(id, 'OPS/10001')).status).toBe('cancelled');
  });

  it('takes the transition the rule names, and says when there is none', async () => {
    const named = await target.launch(launch({ wait: 'done', transition: 'finish' }));
    await target.cancel(named.id, 'OPS/10001');
    expect(issue().status).toBe('Done');
    const wrong = await target.launch(launch({ wait: 'done', transition: 'In Progress' }, 'sw-2'));
    expect(await rejection(target.cancel(wrong.id, 'OPS/10001'))).toMatchObject({
      name: 'UpstreamError',
      reason: 'no_transition',
      retryable: false,
    });
    expect(issue(1).status).toBe('To Do');
  });

  it('takes an issue back under a key of its own, once', async () => {
    const { id } = await target.launch(launch());
    const undo = launch({}, 'sw-undo');
    expect(await target.undo?.(undo, { jobId: id })).toMatchObject({ id: `undo-${id}`, status: 'succeeded' });
    expect(await target.undo?.(undo, { jobId: id })).toMatchObject({ id: `undo-${id}`, status: 'succeeded' });
    expect(issue()).toMatchObject({ status: "Won't Do", labels: ['sw-0123456789', 'sw-undo'] });
    expect((await target.lookup('sw-undo', 'OPS/10001'))?.id).toBe(`undo-${id}`);
    expect((await target.lookup('sw-0123456789', 'OPS/10001'))?.id).toBe(id);
  });

  it.for([
    ['lost_after', `undo-10001`],
    ['lost_before', undefined],
  ] as const)('does not know whether it was taken back when the answer is lost (%s), and finds out', async ([fault, found]) => {
    const { id } = await target.launch(launch());
    standIns.jira.failTransitions(fault);
    const undoing = target.undo?.(launch({}, 'sw-undo'), { jobId: id }) ?? Promise.resolve();
    expect(await rejection(undoing)).toMatchObject({ name: 'UnknownOutcomeError' });
    expect((await target.lookup('sw-undo', 'OPS/10001'))?.id).toBe(found);
  });

  it('comments on the outcome once, and lets no note forge a line', async () => {
    const { id } = await target.launch(launch());
    for (let time = 0; time < 2; time += 1)
      await target.settle?.(id, 'OPS/10001', { verified: true, note: 'No error\u2028for 5 minutes.' });
    expect(issue().comments).toHaveLength(1);
    expect(JSON.stringify(issue().comments)).toContain('No error for 5 minutes.');
    expect((await target.follow(id, 'OPS/10001')).status).toBe('succeeded');
  });

  it('waits for people where somebody spoilt the mark', async () => {
    const { id } = await target.launch(launch());
    issue().properties['streamwarden'] = { key: 7 };
    expect((await target.follow(id, 'OPS/10001')).status).toBe('pending');
  });

  it('calls api.atlassian.com with a token that has scopes, and sends people to the site', async () => {
    await restart({}, '11223344-a1b2-4b33-8444-def123456789');
    const job = await target.launch(launch());
    expect(new Set(urls.map((url) => new URL(url).pathname.split('/rest/')[0]))).toEqual(
      new Set(['/ex/jira/11223344-a1b2-4b33-8444-def123456789']),
    );
    expect(new Set(urls.map((url) => new URL(url).host))).toEqual(new Set(['api.atlassian.com']));
    expect(job.url).toBe('https://example.atlassian.net/browse/OPS-1');
  });
});
