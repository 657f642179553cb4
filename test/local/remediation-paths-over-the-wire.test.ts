/** Every way through the deployed remediation workflow, over the wire of the unchanged SDK and of the HTTP API, on one local cloud. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStateMachineCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { minuteMs } from '#test/support/cloud-fixture.ts';
import { bounded, cooling, earning, limits, losing } from '#test/support/remediation-wire/bounded.ts';
import type { Act, Journey } from '#test/support/remediation-wire/journey.ts';
import { journeys } from '#test/support/remediation-wire/journeys.ts';
import { approves, inTurn, lifts, resumesEverything, stops, stopsEverything } from '#test/support/remediation-wire/people.ts';
import { checkable, serviceOf, writeStagePolicy } from '#test/support/remediation-wire/policy.ts';
import { questions } from '#test/support/remediation-wire/questions.ts';
import { type Peculiarity, WireRun } from '#test/support/remediation-wire/run.ts';
import { machineArn, WireStage } from '#test/support/remediation-wire/stage.ts';
import { type StopCase, stopCases } from '#test/support/remediation-wire/stops.ts';
import { statesIn, transitionsIn, transitionsOf } from '#test/support/remediation-wire/transitions.ts';

const all = [...journeys, ...questions, ...bounded];
const runs: WireRun[] = [];
let assembly: Awaited<ReturnType<typeof synthesisePolicy>>;
let stage: WireStage;

/** One more run of a journey, told apart from all others. */
const runOf = (journey: Journey, peculiarity: Peculiarity = {}, ordinal = runs.length): WireRun => {
  const run = new WireRun(ordinal, serviceOf(all.indexOf(journey)), journey, peculiarity);
  runs.push(run);
  return run;
};
const named = (name: string): Journey => {
  const found = all.find((journey) => journey.name === name);
  if (found === undefined) throw new Error(`no journey ${name}`);
  return found;
};

/** Where it ended, how people were answered, and what was started on the target. */
const outcomeOf = async (run: WireRun) => {
  const states = statesIn(await stage.history(run));
  return { endsIn: states.at(-1), answers: run.answers, jobs: stage.jobs(run), states: states.join(', ') };
};
const said = async (run: WireRun, kind: string): Promise<string> =>
  (await stage.shown(run)).timeline.find((entry) => entry.kind === kind)?.reason ?? '';

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-remediation-wire-'));
  writeStagePolicy(folder, all);
  assembly = await synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
  stage = await WireStage.open(assembly.folder, checkable(all));
}, 120_000);
afterAll(async () => {
  await stage.close();
  assembly.remove();
});

describe('a runbook that', () => {
  const played = new Map<string, WireRun>();
  beforeAll(async () => {
    for (const journey of [...journeys, ...questions]) played.set(journey.name, runOf(journey));
    await stage.play(...played.values());
  });

  it.for([...journeys, ...questions].map(({ name }) => name))('%s', async (name) => {
    const run = played.get(name);
    if (run === undefined) throw new Error('not played');
    const { endsIn, jobs, answers = run.answers.map(() => 200) } = run.journey;
    expect(await outcomeOf(run)).toMatchObject({ endsIn, jobs, answers });
  });
});

describe('a stop of one incident, while its remediation is at', () => {
  const played = new Map<StopCase, WireRun>();
  const stopAt = (each: StopCase, act: Act): WireRun =>
    runOf(named(each.on), each.waits ? { when: { ...named(each.on).when, [each.state]: act } } : { during: { state: each.state, act } });
  beforeAll(async () => {
    for (const each of stopCases) played.set(each, stopAt(each, stops));
    await stage.play(...played.values());
  });

  it.for(stopCases)('"$state", is heeded', async (each) => {
    const { endsIn, jobs } = each;
    expect(await outcomeOf(played.get(each) as WireRun)).toMatchObject({ endsIn, jobs });
  });

  it.for(stopCases)('"$state", is heeded as well when it is one of everything', async (each) => {
    const run = stopAt(each, stopsEverything);
    await stage.play(run);
    await resumesEverything(run, stage);
    expect(await outcomeOf(run)).toMatchObject({ endsIn: each.endsIn, jobs: each.jobs });
  });
});

describe('a rule', () => {
  it.for(limits)('is bounded by $journey.name', async ({ journey, secondLabels, says }) => {
    const first = runOf(journey);
    await stage.play(first);
    const second = secondLabels === undefined ? runOf(journey) : runOf(journey, { labels: secondLabels }, runs.indexOf(first));
    await stage.play(second);
    expect(await outcomeOf(first)).toMatchObject({ endsIn: 'Done and verified' });
    expect(await outcomeOf(second)).toMatchObject({ endsIn: 'Remediation failed' });
    expect(await said(second, 'remediation_failed')).toMatch(says);
  });
});

/** What becomes of several runs of one rule, one after the other. */
const playInTurn = async (...several: readonly (() => WireRun)[]) => {
  const ends: (string | undefined)[] = [];
  for (const next of several) {
    const run = next();
    await stage.play(run);
    ends.push((await outcomeOf(run)).endsIn);
  }
  return ends;
};

describe('a rule', () => {
  it('whose runbook cools down skips what comes meanwhile, and no longer', async () => {
    const next = () => runOf(cooling);
    expect(await playInTurn(next, next)).toEqual(['Done and verified', 'Skipped: running or cooling down']);
    await stage.pipeline.pass(10 * minuteMs);
    expect(await playInTurn(next)).toEqual(['Done and verified']);
  });

  it('that would act on a forecast asks until it has helped five times, and then goes by itself', async () => {
    const forecast = () => runOf(earning, { kind: 'forecast' });
    expect(await playInTurn(forecast)).toEqual(['Rejected']);
    await stage.play(...Array.from({ length: 4 }, () => runOf(earning)));
    expect(await playInTurn(forecast, () => runOf(earning), forecast)).toEqual(['Rejected', 'Done and verified', 'Done and verified']);
  });

  it('that did not help falls back to asking', async () => {
    const next = () => runOf(losing);
    expect(await playInTurn(next, next)).toEqual(['Remediation failed', 'Rejected']);
    expect(await said(runs.at(-1) as WireRun, 'remediation_weighed')).toContain('it helped in 0 of 1 runs');
  });
});

describe('an execution', () => {
  it('is started once, whoever starts it again under its name or another', async () => {
    const run = runOf(named('never ends, is stopped and taken back'));
    await stage.begin(run);
    const input = { incidentId: run.incidentId, fingerprint: run.fingerprint, severity: 'critical' };
    const start = (name: string, given: object) =>
      stage.sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(given) }));
    const { executionArn } = await start(run.execution, input);
    expect(executionArn).toMatch(new RegExp(`:${run.execution}$`));
    await expect(start(run.execution, { ...input, more: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    const other = await start('by-hand', input);
    await stage.goOn(run);
    expect(statesIn(await stage.historyOf(other.executionArn)).at(-1)).toBe('Skipped: running or cooling down');
    expect(stage.jobs(run)).toEqual(run.journey.jobs);
  });
});

describe('a task token', () => {
  const complete = (taskToken: string | undefined, outcome: string) =>
    stage.sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ outcome, by: 'mallory' }) }));

  it('without an answer on record approves nothing, whatever is sent with it', async () => {
    const run = runOf(named('is approved'), { when: {} });
    await stage.begin(run);
    await complete(run.tokens.at(-1), 'approved');
    await expect(complete(run.tokens.at(-1), 'approved')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await stage.goOn(run);
    expect(await outcomeOf(run)).toMatchObject({ endsIn: 'Nobody answered', jobs: [] });
  });

  it('that was delivered again, or is of a step that was repeated since, is refused', async () => {
    const run = runOf(named('waits under a new token when its step is repeated'), { when: {} });
    await stage.begin(run);
    await stage.pipeline.pass(10_000);
    const [first, second] = run.tokens;
    expect(second).not.toBe(first);
    await expect(complete(first, 'approved')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(await approves(run, stage)).toEqual([200]);
    await expect(complete(second, 'rejected')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await stage.goOn(run);
    expect(await outcomeOf(run)).toMatchObject({ endsIn: 'Done and verified', jobs: ['run successful'] });
  });
});

it('a stop that was lifted holds back nothing that begins afterwards', async () => {
  const run = runOf(named('is rejected'), { when: { 'Wait for approval': inTurn(stops, lifts) } });
  await stage.play(run);
  const later = runOf(named('has a template that cannot be tried dry'), {}, runs.indexOf(run));
  await stage.play(later);
  expect([(await outcomeOf(run)).endsIn, (await outcomeOf(later)).endsIn]).toEqual(['Rejected', 'Done and verified']);
  const kinds = (await stage.shown(later)).timeline.map(({ kind }) => kind);
  expect(later.incidentId).toBe(run.incidentId);
  expect(kinds).toEqual(expect.arrayContaining(['remediation_stopped', 'remediation_resumed', 'remediation_launched']));
});

it('goes every way there is', async () => {
  const { definition = '' } = await stage.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
  const taken = new Set<string>();
  for (const run of runs) for (const transition of transitionsIn(await stage.history(run))) taken.add(transition);
  expect(transitionsOf(definition).filter((transition) => !taken.has(transition))).toEqual([]);
});
