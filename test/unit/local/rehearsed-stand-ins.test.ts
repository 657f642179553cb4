/** What rehearsals ask of stand-ins beside their systems' APIs: other addresses, other ends, and all as it was before the next run. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createStandIns, type StandIns, type StandInsOptions } from '#lib/local/stand-ins/index.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let clock: VirtualScheduler;
let standIns: StandIns;
const start = (options: Omit<StandInsOptions, 'scheduler'> = {}): void => {
  clock = new VirtualScheduler();
  standIns = createStandIns({ scheduler: clock, ...options });
};
beforeEach(() => start());

const send = (method: string, url: string, body: unknown, headers = {}) =>
  standIns.handle({ method, url, headers: { authorization: 'Bearer any', ...headers }, body: JSON.stringify(body) });

describe('the stand-ins', () => {
  it('answer for a system wherever it is said to be', () => {
    start({ systemOf: ({ hostname }) => (hostname === 'tickets.test' ? 'servicenow' : undefined) });
    expect(send('POST', 'https://tickets.test/api/now/table/incident', { short_description: 'x' }).status).toBe(201);
    expect(send('POST', 'https://other.test/api/now/table/incident', { short_description: 'x' }).status).toBe(200);
    expect(standIns.servicenow.tasks()).toHaveLength(1);
  });
});

describe('the cluster', () => {
  const api = 'https://cluster.test/apis/apps/v1/namespaces/shop/deployments/payment';
  const patch = (key: string, replicas: number) =>
    send('PATCH', api, { metadata: { labels: { key } }, spec: { replicas } }, { 'content-type': 'application/strategic-merge-patch+json' });
  const statuses = () => standIns.kubernetes.changes().map(({ status }) => status);

  it('tells what became of each change, also of one that changed nothing but its label', async () => {
    standIns.kubernetes.endRollouts('failed', 'never');
    patch('first', 5);
    await clock.advanceTo(clock.now() + 60_000);
    patch('second', 6);
    patch('third', 7);
    expect(statuses()).toEqual(['failed', 'cancelled', 'running']);
    await clock.advanceTo(clock.now() + 60_000);
    patch('fourth', 7);
    expect(statuses()).toEqual(['failed', 'cancelled', 'succeeded', 'succeeded']);
  });

  it('is again as it was at first, and no end is left over', async () => {
    patch('first', 5);
    standIns.kubernetes.endRollouts('never');
    standIns.kubernetes.restore();
    expect(JSON.parse(send('GET', api, undefined).body)).toMatchObject({ spec: { replicas: 3 }, metadata: { generation: 1 } });
    patch('second', 5);
    await clock.advanceTo(clock.now() + 60_000);
    expect(statuses().at(-1)).toBe('succeeded');
  });
});

describe('HCP Terraform', () => {
  const workspace = 'ws-payment000000001';
  const queue = () =>
    send('POST', 'https://app.terraform.io/api/v2/runs', {
      data: {
        type: 'runs',
        attributes: { 'auto-apply': true },
        relationships: { workspace: { data: { type: 'workspaces', id: workspace } } },
      },
    });

  it('lets go of a workspace whose runs somebody cancels', async () => {
    standIns.terraform.endRuns('never');
    queue();
    queue();
    await clock.advanceTo(clock.now() + 60_000);
    expect(standIns.terraform.runs().map(({ status }) => status)).toEqual(['applying', 'pending']);
    standIns.terraform.cancelRuns();
    queue();
    await clock.advanceTo(clock.now() + 60_000);
    expect(standIns.terraform.runs().map(({ status }) => status)).toEqual(['canceled', 'canceled', 'applied']);
  });
});

describe('ServiceNow', () => {
  const table = 'https://example.service-now.com/api/now/table';
  const fieldsIn = ({ body }: { readonly body: string }) => JSON.parse(body).result;

  it('keeps the state of a record where a business rule does, and writes the rest', () => {
    const { sys_id: id } = fieldsIn(send('POST', `${table}/incident`, { short_description: 'x' }));
    standIns.servicenow.holdStates(1);
    send('PATCH', `${table}/incident/${id}`, { urgency: '1' });
    expect(fieldsIn(send('PATCH', `${table}/incident/${id}`, { state: '8', close_notes: 'y' }))).toMatchObject({
      ...{ state: '1', close_notes: 'y', urgency: '1' },
    });
    expect(fieldsIn(send('PATCH', `${table}/incident/${id}`, { state: '8' }))).toMatchObject({ state: '8' });
  });

  it('ends changes in the order in which they were made, whenever they are submitted', async () => {
    standIns.servicenow.endChanges('unsuccessful', 'successful');
    const make = () => fieldsIn(send('POST', `${table}/change_request`, { type: 'normal' }))['sys_id'];
    for (const id of [make(), make()].reverse()) send('PATCH', `${table}/change_request/${id}`, { state: '-4' });
    await clock.advanceTo(clock.now() + 60_000);
    expect(standIns.servicenow.tasks().map((task) => task['close_code'])).toEqual(['unsuccessful', 'successful']);
  });
});

describe('Jira', () => {
  it('has people decline an issue in the words of the site', async () => {
    start({ jira: { declinedAs: 'Rejected' } });
    standIns.jira.endIssues('declined');
    const fields = { project: { key: 'OPS' }, issuetype: { id: '1' }, summary: 'x', description: { type: 'doc' } };
    send('POST', 'https://example.atlassian.net/rest/api/3/issue', { fields });
    await clock.advanceTo(clock.now() + 60_000);
    expect(standIns.jira.issues()).toMatchObject([{ status: "Won't Do", resolution: 'Rejected' }]);
  });
});

describe('a receiver of runbooks', () => {
  it('is asked to run also where its address looks like that of a run', () => {
    start({ systemOf: () => 'runbookWebhook' });
    expect(send('POST', 'https://ops.test/jobs/mend', {}, { 'idempotency-key': 'sw-1' }).status).toBe(202);
    expect(send('GET', 'https://ops.test/jobs/mend/jobs/sw-1', undefined).status).toBe(200);
  });
});
