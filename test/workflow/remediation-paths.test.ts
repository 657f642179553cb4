/** The remediation's ways that turn on who says yes, on limits, on what is known of the rule, and on a target that is down. */
import { describe, expect, it } from 'vitest';
import { endOf, minute, RemediationRun, type Settings, statesOf } from '#test/support/remediation-run.ts';

const approval = { required: true, approvers: 2, notify: ['sam'], channels: ['hook'] };
const runsOf = (run: RemediationRun) => run.jobs.filter(({ purpose }) => purpose === 'run');

describe('a question to several people', () => {
  const asked = async (settings: Settings = {}) => {
    const run = new RemediationRun({ rule: { approval, author: 'alex' }, ...settings });
    const execution = await run.begin();
    await run.clock.advanceBy(5 * minute);
    return { run, execution };
  };

  it('is answered by two different ones: the same person twice counts once, and whoever wrote the rule does not', async () => {
    const { run, execution } = await asked();
    expect([await run.answer('approved', 'sam'), await run.answer('approved', 'sam'), await run.answer('approved', 'alex')]).toEqual([
      200, 200, 403,
    ]);
    await run.clock.advanceBy(minute);
    expect(endOf(execution)).toBe('Wait for approval');
    expect(await run.answer('approved', 'robin')).toBe(200);
    await run.clock.advanceBy(20 * minute);
    expect([endOf(execution), runsOf(run).length]).toEqual(['Done and verified', 1]);
  });

  it('keeps its votes when the step is repeated under a new token', async () => {
    const accidents = [{ action: 'await_approval', when: 'after', name: 'Lambda.Unknown' }] as const;
    const run = new RemediationRun({ rule: { approval }, accidents });
    const execution = await run.begin();
    run.clock.after(41_000, 'sam approves', async () => void (await run.answer('approved', 'sam')));
    await run.clock.advanceBy(5 * minute);
    await run.answer('approved', 'robin');
    await run.clock.advanceBy(20 * minute);
    expect(endOf(execution)).toBe('Done and verified');
  });

  it('is ended by one no, whose comment is on record', async () => {
    const { run, execution } = await asked();
    await run.answer('approved', 'sam');
    await run.answer('rejected', 'robin', 'Not during the sale.');
    await run.clock.advanceBy(20 * minute);
    expect([endOf(execution), runsOf(run).length]).toEqual(['Rejected', 0]);
    expect(await run.said('approval_rejected')).toBe('Not during the sale.');
  });
});

describe('what was stopped', () => {
  it.for(['this', 'all'] as const)('(%s) before the question is put is rejected by the stop, and asked of nobody', async (what) => {
    const beforeStep: Settings['beforeStep'] = async (run, action) => (action === 'await_approval' ? run.stop(what, 'robin') : undefined);
    const run = new RemediationRun({ approval: true, beforeStep });
    const execution = await run.run(5);
    expect([endOf(execution), run.jobs.length]).toEqual(['Rejected', 1]);
    expect(await run.said('approval_rejected')).toContain('robin rejected it.');
  });

  it.for([
    ['shown', { rule: { mode: 'dry_run', cooldownMinutes: 1 } }],
    [
      'held back',
      { rule: { cooldownMinutes: 1 }, policy: (policy) => ({ ...policy, remediations: { ...policy.remediations, stopped: true } }) },
    ],
    [
      'not needed any more',
      {
        rule: { cooldownMinutes: 1 },
        beforeStep: async (run, action) => (action === 'launch' ? run.changeAlert({ status: 'resolved' }) : undefined),
      },
    ],
    [
      'tried dry',
      {
        rule: { cooldownMinutes: 1 },
        ends: ['never'],
        beforeStep: async (run, action) => (action === 'follow' ? run.stop() : undefined),
      },
    ],
  ] as [string, Settings][])('or only %s leaves its lock after the cooldown', async ([, settings]) => {
    const run = new RemediationRun(settings);
    await run.run(3);
    const locks = [...run.store.contents.locks].filter(([name]) => name.startsWith('remediation-'));
    expect(locks.map(([, { until }]) => until <= run.clock.now())).toEqual([true]);
  });
});

describe('a job that is told to stop', () => {
  const quick = { timeoutMinutes: 1 };
  /** How the run stood when it was taken back. */
  const stopped = async (settings: Settings) => {
    const stood: string[] = [];
    const beforeStep: Settings['beforeStep'] = async (run, action) => {
      if (action === 'undo') stood.push(...runsOf(run).map(({ status }) => status));
    };
    const run = new RemediationRun({ rule: quick, beforeStep, ...settings });
    const execution = await run.run();
    const looks = statesOf(execution).filter((state) => state === 'Stop the job').length;
    return { end: endOf(execution), jobs: run.purposes(), stood, looks, said: run.messages.at(-1)?.text };
  };

  it.for([
    [0, 1],
    [25, 3],
    [149, 6],
  ] as const)('and needs %d s for it is taken back then, and not before', async ([stops, looks]) => {
    const { said, ...seen } = await stopped({ ends: ['succeeded', 'never', 'succeeded'], stops });
    const jobs = ['dry_run succeeded', 'run cancelled', 'undo succeeded'];
    expect(seen).toEqual({ end: 'Remediation failed', jobs, stood: ['cancelled'], looks });
    expect(said).toContain('It was taken back.');
  });

  it('and does not is not taken back, and people are told that it still runs', async () => {
    const { said, ...seen } = await stopped({ ends: ['succeeded', 'never'], stops: 3_600 });
    expect(seen).toEqual({ end: 'Remediation failed', jobs: ['dry_run succeeded', 'run running'], stood: [], looks: 6 });
    expect(said).toContain('It was told to stop, and still runs. It was not taken back: look at what it left.');
  });

  it('and ends well instead is verified', async () => {
    const { end, jobs } = await stopped({ ends: ['succeeded', 'never'], stops: 'succeeded' });
    expect([end, jobs]).toEqual(['Done and verified', ['dry_run succeeded', 'run succeeded']]);
  });

  it.for([
    ['ends well instead', 'succeeded', 'It was taken back.'],
    ['stops', 0, 'It was not taken back'],
    ['does not', 3_600, 'Perhaps it was taken back'],
  ] as const)('and is an undo that %s is told as it was', async ([, stops, says]) => {
    const { said } = await stopped({ ends: ['succeeded', 'failed', 'never'], stops });
    expect(said).toContain(says);
  });
});

describe('what asks a person first', () => {
  const asks = async (settings: Settings, alert = {}) => {
    const run = new RemediationRun(settings);
    const execution = await run.run(10, alert);
    return { run, end: endOf(execution), why: await run.said('remediation_weighed') };
  };

  it.for<[string, Settings, string]>([
    ['was never rehearsed', { policy: (policy) => ({ ...policy, rehearsals: { runbooks: {} } }) }, 'never rehearsed'],
    [
      'was changed since',
      {
        policy: (policy) => ({
          ...policy,
          rehearsals: { runbooks: { 'restart-payment': { hash: '0'.repeat(64), passed: true, runs: 1 } } },
        }),
      },
      'changed since it was rehearsed',
    ],
    ['has a high risk', { rule: { risk: 'high' } }, 'its risk is high'],
    ['has a dry run that fails', { ends: ['failed'] }, 'its dry run did not end well'],
    ['has a dry run that gets lost', { fates: { dryRun: ['unanswered before'] } }, 'its dry run did not end well'],
    [
      'has a target that is down for its dry run',
      { fates: { dryRun: Array.from({ length: 5 }, () => 'down' as const) } },
      'its dry run did not end well',
    ],
  ])('a runbook that %s', async ([, settings, why]) => {
    const asked = await asks(settings);
    expect([asked.end, runsOf(asked.run).length]).toEqual(['Wait for approval', 0]);
    expect(asked.why).toContain(why);
  });

  it('a rule whose runs did not help falls back to asking', async () => {
    const run = new RemediationRun({});
    for (const [index, helped] of [true, false, false].entries())
      await run.store.putOutcome('restart-payment', { execution: `old-${index}`, at: index, confidence: 1, helped });
    const execution = await run.run(10);
    expect(endOf(execution)).toBe('Wait for approval');
    expect(await run.said('remediation_weighed')).toContain('it helped in 1 of 3 runs');
  });

  it.for([
    [4, 'Wait for approval'],
    [5, 'Done and verified'],
  ] as const)('a forecast, of which %d runs have helped, ends in "%s"', async ([runs, end]) => {
    const run = new RemediationRun({ rule: { match: { labels: {}, kinds: ['forecast'] } } });
    for (let index = 0; index < runs; index += 1)
      await run.store.putOutcome('restart-payment', { execution: `old-${index}`, at: index, confidence: 1, helped: true });
    expect(endOf(await run.run(10, { kind: 'forecast' }))).toBe(end);
  });
});

describe('limits', () => {
  it.for<[string, string]>([
    ['all', 'Runbooks ran'],
    ['rule/restart-payment', 'Runbook restart-payment ran'],
    ['service/restart-payment/production/shop/payment', 'for production/shop/payment ran'],
  ])('of %s hold it back, and people hear so', async ([bound, says]) => {
    const run = new RemediationRun({});
    for (let place = 0; place < 100; place += 1)
      await run.store.lock(`places/${bound}/${place}`, 'another', run.clock.now(), run.clock.now() + 60 * minute);
    const execution = await run.run(30);
    expect([endOf(execution), runsOf(run).length]).toEqual(['Remediation failed', 0]);
    expect(run.messages.at(-1)?.text).toMatch(new RegExp(`${says}.*Nothing was changed\\.`));
  });
});

describe('verification', () => {
  it('waits as long as the rule allows for what raised the alert to say that it is over', async () => {
    const run = new RemediationRun({ rule: { verify: { alert: 'resolved', withinMinutes: 10 } } });
    run.clock.after(7 * minute, 'it is over', () => run.changeAlert({ status: 'resolved' }));
    const execution = await run.run(30);
    expect(endOf(execution)).toBe('Done and verified');
    expect(statesOf(execution)).toContain('Give it more time');
  });

  it('asks the probe, and takes it back when that never answers; and says so when it does not answer afterwards either', async () => {
    const run = new RemediationRun({ rule: { verify: { probe: { url: 'https://shop.test/health' } } }, probe: () => false });
    const execution = await run.run(30);
    expect([endOf(execution), run.purposes()]).toEqual(['Remediation failed', ['dry_run succeeded', 'run succeeded', 'undo succeeded']]);
    expect(run.messages.at(-1)?.text).toContain('It was not taken back');
  });
});

describe('an undo', () => {
  it.for<[string, Settings, RegExp]>([
    ['works', { ends: ['succeeded', 'failed', 'succeeded'] }, /ended: failed\. It was taken back\./],
    [
      'fails',
      { ends: ['succeeded', 'failed', 'failed'] },
      /Job 2 on awx ended: failed\. Job 3 on awx ended: failed\. It was not taken back/,
    ],
    [
      'is not answered and never found',
      { ends: ['succeeded', 'failed'], fates: { launch: ['well', 'unanswered before'] } },
      /Job 2 on awx ended: failed\. Nobody knows whether its undo was started.*Perhaps it was taken back/,
    ],
    [
      'is not answered and cannot be looked up',
      { ends: ['succeeded', 'failed', 'succeeded'], fates: { launch: ['well', 'unanswered after'], lookup: ['refused'] } },
      /Job 2 on awx ended: failed\. Nobody knows whether its undo was started: .*InputError.*Perhaps it was taken back/,
    ],
    [
      'is refused after it was found never to have been made',
      {
        ends: ['succeeded', 'failed'],
        accidents: Array.from({ length: 5 }, () => ({ action: 'undo', when: 'before', name: 'Lambda.Unknown' }) as const),
        fates: { launch: ['well', 'refused'] },
      },
      /It could not be taken back: InputError\. It was not taken back/,
    ],
    [
      'is not answered and found',
      { ends: ['succeeded', 'failed', 'succeeded'], fates: { launch: ['well', 'unanswered after'] } },
      /Job 2 on awx ended: failed\. It was taken back\./,
    ],
  ])('that %s is told with why it was needed, and the incident escalates', async ([, settings, says]) => {
    const run = new RemediationRun(settings);
    const execution = await run.run(60);
    expect(endOf(execution)).toBe('Remediation failed');
    expect(run.messages.at(-1)?.text).toMatch(says);
    expect(run.escalations).toEqual(['inc-1']);
  });
});
