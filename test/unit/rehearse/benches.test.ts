/** How runbooks may go on each target, whose calls are the target's, and what its stand-in must have for them. */
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { remediationsSchema } from '#kernel/policy.ts';
import { benchOf, type Targets } from '#lib/rehearse/benches/bench.ts';
import { rehearsedBy } from '#lib/rehearse/rehearsed.ts';
import { scenariosOf } from '#lib/rehearse/scenario.ts';

type Written = z.input<typeof remediationsSchema>;

const service = { label: 'service.name', pattern: '[a-z]+' };
const cluster = {
  cluster: 'shop',
  endpoint: 'https://abc.gr7.eu-west-1.eks.amazonaws.com',
  certificateAuthority: '',
  namespaces: ['shop'],
};
const written: Written['targets'] = {
  'terraform-cloud': { organization: 'shop', secret: 'terraform' },
  servicenow: { url: 'https://tickets.example.com', secret: 'servicenow' },
  jira: { url: 'https://shop.atlassian.net', secret: 'jira', cloudId: '11223344-a1b2-4b33-8444-def123456789', unsuccessful: ['Declined'] },
  kubernetes: cluster,
  webhook: {
    mend: { url: 'https://ops.example.com/hooks/mend/', secret: 'mend', jobs: true, modes: ['undo'] },
    'mend-at-once': { url: 'https://ops.example.com/hooks/at-once', modes: ['undo'] },
  },
};

const wayOf = (
  target: Written['rules'][number]['target'],
  template: string,
  parameters: Written['rules'][number]['parameters'] = {},
  undo: Written['rules'][number]['undo'] = { by: 'target' },
) => {
  const rule = { name: 'mend', description: 'Mend', match: {}, approval: { required: true }, target, template, parameters, undo };
  const policy = remediationsSchema.parse({ targets: written, rules: [rule] });
  const [parsed] = policy.rules;
  const bench = benchOf(target);
  if (parsed === undefined || bench === undefined) throw new Error(`no bench of ${target}`);
  const rehearsed = rehearsedBy(parsed, policy.targets, { 'service.name': 'payment' });
  const scenarios = scenariosOf(parsed, bench.ways?.(rehearsed)).map(({ name, expected }) => `${name}: ${expected}`);
  return { settings: bench.settings?.(rehearsed), scenarios };
};

const usual = [
  'all goes well: verified',
  'the job fails half-way: undone',
  'the job never ends: undone',
  'it does not help: undone',
  'taking it back fails: left',
  'taking it back never ends: left',
];

describe('a runbook', () => {
  it.for([
    ['of Terraform', wayOf('terraform-cloud', 'ws-1'), usual],
    ['that restarts pods', wayOf('kubernetes', 'restart', { namespace: 'shop', name: 'payment' }), usual],
    ['of a webhook that keeps its runs', wayOf('webhook', 'mend'), usual],
  ] as const)('%s may fail and be taken back in every way', ([, { scenarios }, expected]) => {
    expect(scenarios).toEqual(expected);
  });

  it('of a webhook that keeps no runs is left to people when it goes on', () => {
    expect(wayOf('webhook', 'mend-at-once').scenarios).toEqual(usual.with(2, 'the job never ends: left'));
  });

  it('that cordons a node is done at once, and so is its undo', () => {
    expect(wayOf('kubernetes', 'cordon', { node: 'n1' }).scenarios).toEqual(['all goes well: verified', 'it does not help: undone']);
  });

  it('that makes an incident is done once it is there, and ServiceNow may keep it open', () => {
    const expected = ['all goes well: verified', 'it does not help: undone', 'taking it back never ends: left'];
    expect(wayOf('servicenow', 'incident').scenarios).toEqual(expected);
  });

  it.for(['change', `change/${'c'.repeat(32)}`])('that makes a %s takes nothing back that was carried out', (template) => {
    expect(wayOf('servicenow', template).scenarios).toEqual([
      'all goes well: verified',
      'the job fails half-way: left',
      'the job never ends: undone',
      'it does not help: left',
    ]);
  });

  it('that makes a change and takes it back by another may fail at that one, too', () => {
    expect(wayOf('servicenow', 'change', {}, { template: 'change', parameters: {} }).scenarios).toEqual(usual);
  });

  it('that makes an issue waits for nobody unless it says so', () => {
    expect(wayOf('jira', 'OPS/1').scenarios).toEqual(['all goes well: verified', 'it does not help: undone']);
    expect(wayOf('jira', 'OPS/1', { wait: 'done' }).scenarios).toEqual(usual.slice(0, 4));
  });
});

describe('the stand-in', () => {
  it('has the workspaces of the run and its undo, in the policy’s organization', () => {
    const { settings } = wayOf('terraform-cloud', 'ws-1', {}, { template: 'ws-2', parameters: {} });
    expect(settings).toEqual({ terraform: { organization: 'shop', workspaces: { 'ws-1': 'rehearsed-ws-1', 'ws-2': 'rehearsed-ws-2' } } });
  });

  it('has each record that parameters refer to once, by name or sys_id, and the template of a standard change', () => {
    const parameters = { cmdb_ci: service, business_service: 'b'.repeat(32), caller_id: 'alex', assigned_to: 'alex', risk: 'low' };
    const id = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(wayOf('servicenow', `change/${'c'.repeat(32)}`, parameters).settings?.servicenow).toEqual({
      tables: {
        cmdb_ci: [{ sys_id: id, name: 'payment' }],
        cmdb_ci_service: [{ sys_id: 'b'.repeat(32), name: 'b'.repeat(32) }],
        sys_user: [{ sys_id: id, user_name: 'alex' }],
      },
      standardTemplates: { ['c'.repeat(32)]: expect.any(String) },
    });
  });

  it('declines issues in the words of the policy, and has another number of pods than is asked for', () => {
    expect(wayOf('jira', 'OPS/1').settings?.jira).toMatchObject({ declinedAs: 'Declined' });
    expect(wayOf('kubernetes', 'scale', { namespace: 'shop', name: 'a', replicas: '2' }).settings?.kubernetes?.replicas).not.toBe(2);
    expect(wayOf('kubernetes', 'scale', { namespace: 'shop', name: 'a', replicas: '3' }).settings?.kubernetes?.replicas).not.toBe(3);
  });
});

describe('a call', () => {
  const { targets } = remediationsSchema.parse({ targets: written, rules: [] });
  /** Of a system at a host. */
  const hostBench = (id: keyof Targets) => {
    const bench = benchOf(id);
    if (bench === undefined || 'service' in bench) throw new Error(`${id} is not called at a host`);
    return bench;
  };
  const isCall = (id: keyof Targets, url: string): boolean => hostBench(id).isCall(new URL(url), targets);

  it.for([
    ['terraform-cloud', 'https://app.terraform.io/api/v2/runs'],
    ['terraform-cloud', 'https://archivist.terraform.io/v1/object/1'],
    ['servicenow', 'https://tickets.example.com/api/now/table/incident'],
    ['jira', 'https://api.atlassian.com/ex/jira/11223344-a1b2-4b33-8444-def123456789/rest/api/3/issue'],
    ['kubernetes', 'https://abc.gr7.eu-west-1.eks.amazonaws.com/api/v1/nodes/n1'],
    ['webhook', 'https://ops.example.com/hooks/mend/'],
    ['webhook', 'https://ops.example.com/hooks/mend/jobs/sw-1'],
    ['webhook', 'https://ops.example.com/hooks/at-once'],
  ] as const)('goes to %s at %s', ([id, url]) => {
    expect(isCall(id, url)).toBe(true);
  });

  it.for([
    ['terraform-cloud', 'https://tickets.example.com/api/v2/runs'],
    ['jira', 'https://api.atlassian.com/ex/jira/another/rest/api/3/issue'],
    ['webhook', 'https://ops.example.com/hooks/other'],
    ['webhook', 'https://ops.example.com/hooks/at-once-again'],
    ['awx', 'https://awx.example.com/api/v2/jobs/1/'],
  ] as const)('does not go to %s at %s', ([id, url]) => {
    expect(isCall(id, url)).toBe(false);
  });

  it.for([
    ['terraform-cloud', 'GET', 'https://app.terraform.io/api/v2/runs/run-0001?include=plan', 'GET runs/{id}'],
    ['servicenow', 'PATCH', `https://tickets.example.com/api/now/table/incident/${'a'.repeat(32)}?x=y`, 'PATCH table/incident/{id}'],
    ['jira', 'GET', 'https://shop.atlassian.net/rest/api/3/issue/10001/transitions?x=y', 'GET issue/{id}/transitions'],
    ['kubernetes', 'PATCH', `${cluster.endpoint}/api/v1/nodes/n1?dryRun=All`, 'PATCH /api/v1/nodes/n1 (dry run)'],
    ['webhook', 'DELETE', 'https://ops.example.com/hooks/mend/jobs/sw-1', 'DELETE /hooks/mend/jobs/{key}'],
  ] as const)('to %s by %s %s is told as %s, whatever the job', ([id, method, url, name]) => {
    expect(hostBench(id).nameOf({ method, url, headers: {}, body: '' })).toBe(name);
  });
});
