/** Hostile telemetry, in every label and message: it changes neither which runbook runs, nor where, nor what it is given beyond a value that the rule's pattern matches. */
import { describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { remediateInputSchema } from '#functions/remediate/input.ts';
import { matchRule } from '#functions/remediate/match-rule.ts';
import { renderParameters } from '#functions/remediate/parameters.ts';
import { targetsOf } from '#functions/remediate/registry.ts';
import { remediate } from '#functions/remediate/remediate.ts';
import type { Alert } from '#kernel/alert.ts';
import { dependencyGraph } from '#kernel/dependency-graph.ts';
import { createStandIns } from '#lib/local/stand-ins/index.ts';
import { functionRunner, startExecution } from '#test/support/function-runner.ts';
import { hostileValues } from '#test/support/hostile-values.ts';
import { unseenChain } from '#test/support/memory-chain-table.ts';
import { memoryResponseStore } from '#test/support/memory-response-store.ts';
import { alertAt, incidentAt, policyWith } from '#test/support/remediation-case.ts';
import { definition } from '#test/support/remediation-run.ts';
import { targetCases } from '#test/support/target-cases/index.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const minute = 60_000;
/** The first value is strict; of the second nothing is asked but that it can be seen. */
const strict = { label: 'zone', pattern: '[a-z][a-z0-9-]{0,40}', type: 'text', maxLength: 200 } as const;
const lenient = { ...strict, pattern: '(?s).{0,60}' } as const;
const quick = { approval: { required: false, notify: ['sam'], channels: ['hook'] } };

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** Runs the deployed workflow for an alert to its end; what went over AWX's wire. */
const wireOf = async (alert: Partial<Alert>, parameter: typeof strict | typeof lenient): Promise<readonly Call[]> => {
  const clock = new VirtualScheduler();
  const store = memoryResponseStore();
  const standIns = createStandIns({ scheduler: clock });
  const calls: Call[] = [];
  const send: typeof fetch = async (input, init) => {
    const call = { method: init?.method ?? 'GET', url: String(input), body: String(init?.body ?? '') };
    calls.push(call);
    const answer = standIns.handle({ ...call, headers: Object.fromEntries(new Headers(init?.headers)) });
    return new Response(answer.body === '' ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
  const policy = policyWith({ ...quick, parameters: { zone: parameter } }, true);
  const targets = targetsOf(policy.remediations, { http: httpClient({ fetch: send }), secret: async () => 'token' });
  const runner = functionRunner({
    RemediateFunction: (payload) =>
      remediate(
        remediateInputSchema.parse(payload),
        { store, chain: unseenChain(), workflows: runner.workflows, clock, targets, probe: async () => true },
        policy,
      ),
    NotifyFunction: async () => ({ delivered: 1 }),
  });
  const plain = alertAt(clock.now());
  await store.putAlert({ ...plain, ...alert, labels: { ...plain.labels, ...alert.labels } });
  await store.putIncident(
    incidentAt(clock.now(), alert.title === undefined ? {} : { title: alert.title, groupLabels: alert.labels ?? {} }),
  );
  startExecution(definition, 'rem-1', { incidentId: 'inc-1', fingerprint: plain.fingerprint }, clock, runner);
  await clock.advanceBy(30 * minute);
  return calls;
};

const launchesOf = (calls: readonly Call[]) => calls.filter(({ method, url }) => method === 'POST' && url.endsWith('/launch/'));

it('there are a hundred hostile values, each another', () => {
  expect(new Set(hostileValues.map(([, value]) => value)).size).toBeGreaterThanOrEqual(100);
  expect(hostileValues.every(([, value]) => !/^[a-z][a-z0-9-]{0,40}$/.test(value))).toBe(true);
});

it('an ordinary alert is launched with exactly what its rule says', async () => {
  const launch = launchesOf(await wireOf({ labels: { zone: 'eu-1' } }, strict)).at(-1);
  expect(launch?.url).toBe('https://awx.test/api/v2/job_templates/42/launch/');
  expect(JSON.parse(launch?.body ?? '')).toEqual({
    extra_vars: { zone: 'eu-1', streamwarden_key: expect.stringMatching(/^sw-[0-9a-f]{20}$/) },
  });
});

describe.for(hostileValues)('%s: %j', ([, value]) => {
  it('as a label that a parameter reads starts nothing', async () => {
    expect(await wireOf({ labels: { zone: value } }, strict)).toEqual([]);
    expect(renderParameters({ zone: strict }, { zone: value }).kind).toBe('refused');
  });

  it('as a label that anything may be is a JSON string equal to it, or refused, and all else stays as it was', async () => {
    const benign = launchesOf(await wireOf({ labels: { zone: 'BENIGN' } }, lenient));
    const hostile = launchesOf(await wireOf({ labels: { zone: value } }, lenient));
    const rendered = renderParameters({ zone: lenient }, { zone: value });
    if (rendered.kind === 'refused') {
      expect(hostile).toEqual([]);
      return;
    }
    expect(rendered.parameters).toEqual({ zone: value });
    // Ansible would take what stands in such marks for a template: AWX is never given it.
    if (/\{[{%#]/.test(value)) {
      expect(hostile).toEqual([]);
      return;
    }
    expect(hostile).toEqual(benign.map((call) => ({ ...call, body: call.body.replace('"BENIGN"', () => JSON.stringify(value)) })));
  });

  it('as title, reason, other labels and their names changes nothing of what goes over the wire', async () => {
    const labels = { zone: 'eu-1', note: value, [value]: value };
    const said = { title: value, reason: value };
    const benign = await wireOf({ labels: { zone: 'eu-1' } }, strict);
    expect(await wireOf({ ...said, labels }, strict)).toEqual(benign);
  });

  it('as the label a rule is chosen by chooses no rule', () => {
    const policy = policyWith(quick, true);
    const plain = alertAt(0);
    const alert = { ...plain, title: value, labels: { ...plain.labels, 'service.name': value } };
    const match = matchRule({ alert, incident: incidentAt(0), policy, graph: dependencyGraph([]), now: 0 });
    expect(match.kind).toBe('no_rule');
  });
});

describe.for(targetCases)('what $id is given', ({ id, launch, start }) => {
  it('may hold a hostile value only as text: it starts once, is found by its key, and says nothing of it', async () => {
    const clock = new VirtualScheduler();
    const world = await start(clock);
    try {
      for (const [index, [, value]] of hostileValues.entries()) {
        const [name = 'service'] = Object.keys(launch.parameters);
        const idempotencyKey = `sw-${String(index).padStart(10, '0')}`;
        // Systems hold back who calls too often, and find late what is new.
        await clock.advanceBy(10 * minute);
        const before = world.started();
        try {
          const job = await world.target.launch({ ...launch, parameters: { ...launch.parameters, [name]: value }, idempotencyKey });
          expect(world.started(), value).toBe(before + 1);
          expect((await world.target.lookup(idempotencyKey, launch.template))?.id, value).toBe(job.id);
          expect(JSON.stringify(job), `${id} ${value}`).not.toContain(value === '' ? '\u0000' : JSON.stringify(value));
        } catch (error) {
          // A target may refuse a value that its system cannot take; it starts nothing then.
          if (!(error instanceof Error) || error.name !== 'InputError') throw error;
          expect(world.started(), value).toBe(before);
        }
      }
    } finally {
      await world.close();
    }
  });
});
