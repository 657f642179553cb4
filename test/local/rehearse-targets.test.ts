/**
 * Runbooks of the targets, rehearsed: every way each may go, and a few faults. Every fault at every step of each
 * is played by the command: `npx warden rehearse --policy FOLDER` with a remediations.yaml as below.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readPolicy } from '#lib/policy/read-policy.ts';
import { castFor } from '#lib/rehearse/cast.ts';
import type { FaultKind } from '#lib/rehearse/fault-kinds.ts';
import { type EndState, endStateOf, wrongIn } from '#lib/rehearse/judge.ts';
import { rehearsedPolicy, withPolicy } from '#lib/rehearse/rehearsal-assembly.ts';
import { scenariosOf } from '#lib/rehearse/scenario.ts';
import { waysOf } from '#lib/rehearse/setting.ts';
import { type Stage, Theatre } from '#lib/rehearse/stage.ts';
import type { Strike } from '#lib/rehearse/striking.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';

const service = { label: 'service.name', pattern: '[a-z]+' };
const rule = (target: string, template: string, parameters: object = {}) => ({
  ...{ name: `on-${target}`, description: `Mend a service by ${target}`, match: { labels: { alertname: target } } },
  ...{ target, template, parameters: { service, ...parameters }, mode: 'run', undo: { by: 'target' }, timeoutMinutes: 5 },
  approval: { required: true, notify: ['alex'], channels: ['console'] },
});
const role = 'arn:aws:iam::123456789012:role/automation';
const assumed = { AutomationAssumeRole: role };
const remediations = {
  targets: {
    'terraform-cloud': { organization: 'shop', secret: 'ops/terraform' },
    servicenow: { url: 'https://tickets.example.com', secret: 'ops/servicenow' },
    jira: { url: 'https://example.atlassian.net', secret: 'ops/jira' },
    kubernetes: {
      ...{ cluster: 'shop', endpoint: 'https://ABC.gr7.eu-west-1.eks.amazonaws.com', namespaces: ['shop'] },
      certificateAuthority: Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64'),
    },
    webhook: {
      mend: { url: 'https://ops.example.com/hooks/mend', secret: 'ops/mend', jobs: true, modes: ['dry_run', 'undo'] },
    },
    ssm: { roles: [role] },
    lambda: {},
  },
  rules: [
    rule('terraform-cloud', 'ws-6jrRyVDv1J8zQMB5'),
    rule('servicenow', 'incident', { cmdb_ci: service }),
    rule('jira', 'OPS/10001', { wait: 'done' }),
    { ...rule('kubernetes', 'restart'), parameters: { namespace: 'shop', name: service } },
    rule('webhook', 'mend'),
    { ...rule('ssm', 'Restart-Service', assumed), undo: { template: 'Start-Service', parameters: { service, ...assumed } } },
    rule('lambda', 'restart-service:live'),
  ],
};

let assembly: string;
let remove: () => void;
let policy: Stage['policy'];
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-rehearsed-'));
  writeFileSync(join(folder, 'remediations.yaml'), stringify(remediations));
  policy = rehearsedPolicy(readPolicy(folder));
  ({ folder: assembly, remove } = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true })));
});
afterAll(() => remove());

const stageOf = (target: string): Omit<Stage, 'assembly'> => {
  const own = policy.remediations.rules.find((each) => each.target === target);
  if (own === undefined) throw new Error(`no runbook on ${target}`);
  const cast = castFor(own);
  if ('missing' in cast) throw new Error(cast.missing);
  return { prefix: 'streamwarden-dev', policy, ...cast };
};

type Blow = readonly [state: string, call: string, kind: FaultKind];
/** Faults of one run of the scenario of this name, and how it ends. */
type Fault = readonly [scenario: string, end: EndState, ...blows: readonly Blow[]];

const strikeOf = ([state, what, kind]: Blow): Strike => ({ point: { at: 'call', state, what, nth: 1 }, kind });
const nameOf = (blows: readonly Blow[]): string => blows.map((blow) => blow.join(': ')).join(', then ');

/** How each scenario ended, without a fault and with each of these; and what was wrong. */
const play = (target: string, faults: readonly Fault[]) =>
  withPolicy(assembly, policy, async (folder) => {
    const stage = { ...stageOf(target), assembly: folder };
    const theatre = new Theatre(stage);
    const scenarios = scenariosOf(stage.rule, waysOf(stage));
    const ends: (readonly [string, EndState, readonly string[]])[] = [];
    const perform = async (scenario: (typeof scenarios)[number], strikes: readonly Strike[], name: string): Promise<void> => {
      const { remains, points } = await theatre.perform({ scenario, strikes });
      for (const { point } of strikes) expect(points).toContainEqual(point);
      ends.push([name, endStateOf(remains), wrongIn(remains)]);
    };
    try {
      for (const scenario of scenarios) await perform(scenario, [], scenario.name);
      for (const [name, , ...blows] of faults) {
        const scenario = scenarios.find((each) => each.name === name);
        if (scenario === undefined) throw new Error(`no scenario ${name}`);
        await perform(scenario, blows.map(strikeOf), nameOf(blows));
      }
    } finally {
      await theatre.close();
    }
    return ends;
  });

const well = 'all goes well';
const useless = 'it does not help';
const lookUp = 'Look up the job (undo)';
const usual = {
  [well]: 'verified',
  'the job fails half-way': 'undone',
  'the job never ends': 'undone',
  [useless]: 'undone',
  'taking it back fails': 'left',
  'taking it back never ends': 'left',
} as const;
const { 'taking it back fails': _, 'taking it back never ends': stuck, ...closing } = usual;

describe('a rehearsal', () => {
  it.for<readonly [target: string, ends: Readonly<Record<string, EndState>>, faults: readonly Fault[]]>([
    [
      'terraform-cloud',
      usual,
      [
        [well, 'verified', ['Launch the runbook', 'POST runs', 'lost-after']],
        [well, 'left', ['Look at the job', 'GET runs/{id}', 'refused']],
      ],
    ],
    [
      'servicenow',
      { [well]: 'verified', [useless]: 'undone', 'taking it back never ends': stuck },
      [
        [well, 'verified', ['Launch the runbook', 'POST table/incident', 'lost-after']],
        [useless, 'undone', ['Take it back', 'PATCH table/incident/{id}', 'lost-after'], [lookUp, 'GET table/incident', 'refused']],
      ],
    ],
    [
      'jira',
      closing,
      [
        [well, 'verified', ['Launch the runbook', 'POST issue', 'lost-after']],
        [useless, 'undone', ['Take it back', 'PUT issue/{id}', 'lost-after']],
      ],
    ],
    ['kubernetes', usual, [[useless, 'undone', ['Take it back', 'PATCH /apis/apps/v1/namespaces/shop/deployments/payment', 'lost-after']]]],
    ['webhook', usual, [[well, 'verified', ['Launch the runbook', 'POST /hooks/mend', 'lost-after']]]],
    [
      'ssm',
      usual,
      [
        [well, 'not-begun', ['Launch the runbook', 'StartAutomationExecution', 'refused']],
        [well, 'verified', ['Launch the runbook', 'StartAutomationExecution', 'throttled']],
        [well, 'verified', ['Launch the runbook', 'StartAutomationExecution', 'lost-after']],
      ],
    ],
    [
      'lambda',
      usual,
      [
        [well, 'verified', ['Launch the runbook', 'Invoke restart-service (run)', 'lost-after']],
        [useless, 'undone', ['Take it back', 'Invoke restart-service (undo)', 'lost-after']],
      ],
    ],
  ])('on %s ends every way the runbook may go as it should, and with a fault as it may', async ([target, ends, faults]) => {
    const expected = [
      ...Object.entries(ends).map(([name, end]) => [name, end, []]),
      ...faults.map(([, end, ...blows]) => [nameOf(blows), end, []]),
    ];
    expect(await play(target, faults)).toEqual(expected);
  });
});
