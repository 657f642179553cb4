import { beforeEach, describe, expect, it } from 'vitest';
import { runEncodedQuery } from '#lib/local/stand-ins/encoded-query.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let clock: VirtualScheduler;
let standIns: StandIns;
let calls: string[];
let messages: string[];

beforeEach(() => {
  clock = new VirtualScheduler();
  calls = [];
  messages = [];
  standIns = createStandIns({
    scheduler: clock,
    onRequest: ({ method, url, status }) => void calls.push(`${method} ${url} ${status}`),
    onMessage: ({ url }) => void messages.push(url),
  });
});

const send = (method: string, url: string, body = '', headers = {}) =>
  standIns.handle({ method, url, headers: { authorization: 'Bearer any', ...headers }, body });
const launch = (body = '{"extra_vars":{"service":"payment"}}') => send('POST', 'https://awx.test/api/v2/job_templates/42/launch/', body);
const jobStatus = () => JSON.parse(send('GET', 'https://awx.test/api/v2/jobs/1/').body).status;

describe('the stand-ins', () => {
  it('answer as AWX under its paths and as a webhook receiver elsewhere', () => {
    expect(launch().status).toBe(201);
    expect(send('POST', 'https://hooks.test/a?token=s3cret', '{}').status).toBe(200);
    expect(calls).toEqual(['POST https://awx.test/api/v2/job_templates/42/launch/ 201', 'POST https://hooks.test/a 200']);
    expect(messages).toEqual(['https://hooks.test/a?token=s3cret']);
  });
});

describe('the stand-ins of ticket systems', () => {
  it.for([
    ['GET', 'https://example.service-now.com/api/now/table/incident', 200],
    ['GET', 'https://example.service-now.com/api/now/table/incident/x', 404],
    ['POST', 'https://example.service-now.com/api/now/table/sys_user', 403],
    ['GET', 'https://example.service-now.com/elsewhere', 400],
    ['GET', 'https://example.atlassian.net/rest/api/3/issue/1', 404],
    ['GET', 'https://api.atlassian.com/ex/jira/1/rest/api/3/issue/1', 404],
    ['GET', 'https://example.atlassian.net/rest/api/2/search', 404],
  ] as const)('answer under their hosts: %s %s with %d', ([method, url, status]) => {
    expect(send(method, url, '{}').status).toBe(status);
    expect(send(method, url, '{}', { authorization: '' }).status).toBe(401);
    expect(messages).toEqual([]);
  });

  const rows = [
    { name: 'a', state: '1' },
    { name: 'b', state: '2' },
    { name: 'c', state: '2' },
  ];
  it.for([
    ['', 'abc', 0],
    ['name=b', 'b', 0],
    ['name=B', 'b', 0],
    ['name=a^ORname=c', 'ac', 0],
    ['state=2^name!=b', 'c', 0],
    ['name=a^NQstate=2^name=c', 'ac', 0],
    ['nosuch=1', 'abc', 0],
    ['state=2^ORDERBYDESCname', 'cb', 0],
    ['nameSTARTSWITHb', 'b', 0],
    ['name=javascript:gs.getUserID()', '', 1],
  ] as const)('run the encoded query «%s» as ServiceNow would', ([query, names, scripts]) => {
    const found = runEncodedQuery(rows, query);
    expect(found.rows.map(({ name }) => name).join('')).toBe(names);
    expect(found.scripts).toHaveLength(scripts);
  });
});

describe('the AWX stand-in', () => {
  it('has a job wait, run and end in the scheduler’s time, and tells who listens', async () => {
    const heard: string[] = [];
    standIns.awx.onLaunch((job) => heard.push(`launched ${job.id} ${job.status}`));
    standIns.awx.onFinish((job) => heard.push(`finished ${job.id} ${job.status}`));
    launch();
    expect(jobStatus()).toBe('pending');
    await clock.advanceBy(2_000);
    expect(jobStatus()).toBe('running');
    await clock.advanceBy(19_999);
    expect(jobStatus()).toBe('running');
    await clock.advanceBy(1);
    expect(jobStatus()).toBe('successful');
    expect(heard).toEqual(['launched 1 pending', 'finished 1 successful']);
  });

  it('ends a cancelled job once', async () => {
    launch();
    expect(send('POST', 'https://awx.test/api/v2/jobs/1/cancel/').status).toBe(202);
    expect(send('POST', 'https://awx.test/api/v2/jobs/1/cancel/').status).toBe(405);
    await clock.advanceBy(60_000);
    expect(jobStatus()).toBe('canceled');
  });

  it('refuses callers without a bearer token, and bodies that are no JSON object', () => {
    expect(send('GET', 'https://awx.test/api/v2/jobs/1/', '', { authorization: '' }).status).toBe(401);
    for (const body of ['{', '[]', 'null', '"x"']) expect(launch(body).status).toBe(400);
    expect(standIns.awx.jobs()).toEqual([]);
  });

  it('forbids filtering by variables, as AWX does', () => {
    expect(send('GET', 'https://awx.test/api/v2/jobs/?extra_vars__icontains=x').status).toBe(403);
  });

  it('lists the newest first when asked, as many as asked', () => {
    for (let i = 0; i < 3; i += 1) launch();
    const list = JSON.parse(send('GET', 'https://awx.test/api/v2/jobs/?order_by=-id&page_size=2&job_template=42').body);
    expect([list.count, list.results.map(({ id }: { readonly id: number }) => id)]).toEqual([3, [3, 2]]);
  });
});

describe('the webhook stand-in', () => {
  it('keeps what it took, and answers as scripted', () => {
    standIns.webhook.script({ status: 503 }, 'lost');
    const post = (key: string) => send('POST', 'https://hooks.test/a', `{"key":"${key}"}`, { 'idempotency-key': key });
    expect([post('a').status, post('b').lost, post('c').status]).toEqual([503, true, 200]);
    expect(standIns.webhook.received().map(({ key }) => key)).toEqual(['b', 'c']);
  });

  it('takes nothing but a POST of JSON', () => {
    expect(send('GET', 'https://hooks.test/a').status).toBe(405);
    expect(send('POST', 'https://hooks.test/a', 'text').status).toBe(400);
  });
});
