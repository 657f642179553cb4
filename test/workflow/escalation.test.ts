/** The deployed escalation workflow with its real steps, routing and notification, in virtual time: every way it can go. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { escalate } from '#functions/escalate/escalate.ts';
import { escalateInputSchema } from '#functions/escalate/input.ts';
import { notifyInputSchema } from '#functions/notify/input.ts';
import { notify } from '#functions/notify/notify.ts';
import { routeStage } from '#functions/route/route.ts';
import { acknowledge, resolve, tellOfGrowth, wakeEscalations } from '#kernel/answers.ts';
import type { Channel } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import {
  type EscalationPolicy,
  escalationSchema,
  type MaintenancePolicy,
  maintenanceSchema,
  peopleSchema,
  schedulesSchema,
} from '#kernel/policy.ts';
import type { Execution, Json } from '#lib/local/workflow/engine.ts';
import { findingOf, routePolicy, routesPolicy } from '#test/support/findings.ts';
import { type FunctionRunner, functionRunner, startExecution } from '#test/support/function-runner.ts';
import { MemoryGroupStore } from '#test/support/memory-group-store.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { silentLog } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const definition = readFileSync(new URL('../../functions/escalate/escalation.asl.json', import.meta.url), 'utf8');
const minute = 60_000;

const onCall = escalationSchema.parse({
  policies: {
    'on-call': {
      new: { notify: ['alex'], channels: ['pager'], waitMinutes: 15 },
      escalated: { notify: ['alex', 'sam'], channels: ['pager'], waitMinutes: 5 },
      critical: { notify: ['robin'], channels: ['pager'], waitMinutes: 10, repeats: 2 },
      acknowledgementMinutes: 60,
    },
  },
}).policies['on-call'] as EscalationPolicy;

const people = peopleSchema.parse({ people: { alex: {}, sam: {}, robin: {}, kim: {} } });
const schedules = schedulesSchema.parse({});

let maintenance: MaintenancePolicy;
let clock: VirtualScheduler;
let store: MemoryResponseStore;
let runner: FunctionRunner;
/** The execution that was started last, and the names that are taken. */
let execution: Execution | undefined;
let names: Set<string>;
let startedAt: number;
let policy: EscalationPolicy;
/** What people heard: `<minutes since the start> <reason> → <recipients>`. */
let heard: string[];
/** Whether the pager takes messages. */
let pagerWorks: boolean;
/** Errors thrown instead of, or after, the next call of an action. */
let accidents: { readonly action: string; readonly when: 'before' | 'after'; readonly name: string }[];

const takeAccident = (action: string, when: 'before' | 'after'): void => {
  const index = accidents.findIndex((accident) => accident.action === action && accident.when === when);
  const [accident] = index < 0 ? [] : accidents.splice(index, 1);
  if (accident !== undefined) throw Object.assign(new Error('accident'), { name: accident.name });
};

const elapsed = (): number => Math.round((clock.now() - startedAt) / minute);

const pager: Channel = {
  id: 'pager',
  deliver: async ({ notificationReason, recipients }) => {
    if (!pagerWorks) throw new UpstreamError('The pager is down.', { retryable: false });
    heard.push(`${elapsed()} ${notificationReason} → ${recipients.map(({ name }) => name).join(', ')}`);
    return {};
  },
};

const begin = (): void => {
  clock = new VirtualScheduler();
  store = memoryResponseStore();
  execution = undefined;
  names = new Set();
  startedAt = clock.now();
  policy = onCall;
  maintenance = maintenanceSchema.parse({});
  heard = [];
  pagerWorks = true;
  accidents = [];
  runner = functionRunner({
    EscalateFunction: async (payload) => {
      const input = escalateInputSchema.parse(payload);
      takeAccident(input.action, 'before');
      const settings = { routes: routesPolicy, escalation: { policies: { 'on-call': policy } }, people, schedules, maintenance };
      const output = await escalate(input, { store, workflows: runner.workflows, clock }, settings);
      takeAccident(input.action, 'after');
      return output;
    },
    NotifyFunction: (payload) =>
      notify(
        notifyInputSchema.parse(payload),
        { store, clock, log: silentLog, channels: new Map([['pager', pager]]) },
        { publicUrl: 'https://api.test', linkSecret: 's', people: peopleSchema.parse({ people: {} }) },
      ),
  });
};
beforeEach(begin);

const answerPorts = () => ({ store, workflows: runner.workflows, clock });

const take = (finding: Finding) =>
  routeStage(
    {
      store,
      clock,
      log: silentLog,
      groups: new MemoryGroupStore(),
      timers: { wake: async () => undefined },
      watch: async () => undefined,
      dependencies: { dependencies: async () => [] },
      workflows: {
        ...runner.workflows,
        start: async (workflow, name, input) => {
          const [first = name] = names;
          // Followed here are the executions of the first incident.
          if (workflow === 'remediation' || names.has(name) || !name.startsWith(first)) return { started: false };
          names.add(name);
          execution = startExecution(definition, name, input as Json, clock, runner);
          return { started: true };
        },
      },
    },
    // What comes back later than in the same moment opens another incident.
    { ...routePolicy, routes: routesPolicy, correlation: { ...routePolicy.correlation, reopenWithin: '1ms' } },
  )([finding]);

let serial = 0;
const fire = (service = 'payment') => {
  serial += 1;
  return take(findingOf(`f-${serial}`, service, { startsAt: clock.now(), lastSeenAt: clock.now() }));
};
const recover = (service = 'payment') => {
  serial += 1;
  return take(findingOf(`f-${serial}`, service, { status: 'resolved', startsAt: clock.now(), lastSeenAt: clock.now() }));
};

/** The trouble goes on: a finding every two minutes, so that nobody takes silence for health. */
const keepFiring = (minutes: number): void => {
  for (let at = 2; at < minutes; at += 2) clock.at(startedAt + at * minute, 'finding', () => fire().then(() => {}));
};

const at = (minutes: number, act: (incidentId: string) => Promise<unknown>): void => {
  clock.at(startedAt + minutes * minute, 'person', async () => {
    await act(incidentOf().id);
  });
};
const incidentOf = () => {
  const [incident] = store.contents.incidents.values();
  if (incident === undefined) throw new Error('no incident');
  return incident;
};
const acknowledged = (incidentId: string) => acknowledge(answerPorts(), { incidentId, by: 'alex', causeId: 'r-1' });
const resolved = (incidentId: string) => resolve(answerPorts(), { incidentId, by: 'alex', causeId: 'r-2', reason: 'Rolled back.' });

describe('an escalation', () => {
  it('goes through every level, reminds, and ends as failed when nobody ever answers', async () => {
    keepFiring(120);
    await fire();
    await clock.run();
    expect(heard).toEqual([
      '0 incident_opened → alex',
      '15 escalated → alex, sam',
      '20 critical → robin',
      '30 reminder → robin',
      '40 reminder → robin',
      '50 unanswered → alex, sam, robin',
    ]);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Unanswered' });
    expect(incidentOf()).toMatchObject({ status: 'open', escalationLevel: 'critical' });
    expect((await store.timeline(incidentOf().id)).map(({ kind }) => kind)).toEqual([
      'opened',
      'notified',
      'escalated',
      'notified',
      'escalated',
      'notified',
      'notified',
      'notified',
      'notified',
      'unanswered',
    ]);
  });

  it('stops at an early acknowledgement and ends with the resolution', async () => {
    keepFiring(40);
    await fire();
    at(3, acknowledged);
    at(40, resolved);
    await clock.run();
    expect(heard).toEqual(['0 incident_opened → alex', '3 acknowledged → alex', '40 resolved → alex']);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { incidentId: incidentOf().id, escalationLevel: 'new' } });
    expect(incidentOf()).toMatchObject({ status: 'resolved', resolvedBy: 'alex', acknowledgedBy: 'alex' });
  });

  it('stops at a late acknowledgement, and tells all who were told', async () => {
    keepFiring(30);
    await fire();
    at(17, acknowledged);
    at(30, resolved);
    await clock.run();
    expect(heard).toEqual([
      '0 incident_opened → alex',
      '15 escalated → alex, sam',
      '17 acknowledged → alex, sam',
      '30 resolved → alex, sam',
    ]);
    expect(incidentOf()).toMatchObject({ escalationLevel: 'escalated', status: 'resolved' });
  });

  it('sees an acknowledgement that comes while nobody waits for one', async () => {
    keepFiring(10);
    await fire();
    await acknowledged(incidentOf().id);
    at(10, resolved);
    await clock.run();
    expect(heard).toEqual(['0 acknowledged → alex', '10 resolved → alex']);
  });

  it('opens again after a stale acknowledgement, and starts the clock of its level again', async () => {
    keepFiring(200);
    await fire();
    at(17, acknowledged);
    at(80, acknowledged);
    at(90, resolved);
    await clock.run();
    expect(heard).toEqual([
      '0 incident_opened → alex',
      '15 escalated → alex, sam',
      '17 acknowledged → alex, sam',
      '77 acknowledgement_stale → alex, sam',
      '80 acknowledged → alex, sam',
      '90 resolved → alex, sam',
    ]);
    const kinds = (await store.timeline(incidentOf().id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'acknowledged')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'acknowledgement_stale')).toHaveLength(1);
  });

  it('goes on to the next level when a stale acknowledgement is followed by silence from people', async () => {
    keepFiring(200);
    await fire();
    at(17, acknowledged);
    await clock.advanceTo(startedAt + 83 * minute);
    expect(heard.slice(-2)).toEqual(['77 acknowledgement_stale → alex, sam', '82 critical → robin']);
    expect(incidentOf()).toMatchObject({ status: 'open', escalationLevel: 'critical' });
    expect(incidentOf().acknowledgedBy).toBeUndefined();
  });

  it('reminds afresh after an acknowledgement at the last level went stale', async () => {
    keepFiring(300);
    await fire();
    at(31, acknowledged);
    await clock.run();
    expect(heard.slice(3)).toEqual([
      '30 reminder → robin',
      '31 acknowledged → alex, sam, robin',
      '91 acknowledgement_stale → alex, sam, robin',
      '101 reminder → robin',
      '111 reminder → robin',
      '121 unanswered → alex, sam, robin',
    ]);
  });

  it('ends when the alerts recover', async () => {
    await fire('payment');
    await fire('cart');
    clock.at(startedAt + 4 * minute, 'recovery', () => recover('payment').then(() => {}));
    clock.at(startedAt + 6 * minute, 'recovery', () => recover('cart').then(() => {}));
    await clock.run();
    expect(heard).toEqual(['0 incident_opened → alex', '6 resolved → alex']);
    expect(incidentOf()).toMatchObject({ status: 'resolved', resolvedBy: 'route' });
    expect(execution?.status).toBe('SUCCEEDED');
  });

  it('raises nothing for alerts that have all fallen silent', async () => {
    await fire();
    await clock.run();
    expect(heard).toEqual(['0 incident_opened → alex', '15 resolved → alex']);
    expect(incidentOf()).toMatchObject({ status: 'resolved', resolvedBy: 'escalate', escalationLevel: 'new' });
    const resolution = (await store.timeline(incidentOf().id)).find(({ kind }) => kind === 'resolved');
    expect(resolution?.reason).toContain('5 minutes');
    expect(store.contents.groups.size).toBe(0);
  });

  it('says nothing of the end to people who heard nothing of the beginning', async () => {
    await fire();
    await resolved(incidentOf().id);
    await clock.run();
    expect(heard).toEqual([]);
    expect(execution?.status).toBe('SUCCEEDED');
  });

  it('escalates even when no message gets through', async () => {
    pagerWorks = false;
    keepFiring(30);
    await fire();
    at(16, async () => {
      pagerWorks = true;
    });
    await clock.advanceTo(startedAt + 22 * minute);
    expect(heard).toEqual(['20 critical → robin']);
    expect(incidentOf().escalationLevel).toBe('critical');
    expect((await store.timeline(incidentOf().id)).filter(({ kind }) => kind === 'notification_failed').length).toBeGreaterThan(0);
  });

  it('reads the policy as it stands at each step', async () => {
    keepFiring(60);
    await fire();
    at(5, async () => {
      policy = { ...onCall, escalated: { ...onCall.escalated, notify: ['kim'], waitMinutes: 20 } };
    });
    await clock.advanceTo(startedAt + 36 * minute);
    expect(heard).toEqual(['0 incident_opened → alex', '15 escalated → kim', '35 critical → robin']);
  });

  it.for(
    ['enter', 'await', 'acknowledged', 'stale', 'resolved'].flatMap((action) => [
      { action, when: 'before' as const },
      { action, when: 'after' as const },
    ]),
  )('has one effect when the step $action dies $when its effect and is tried again', async ({ action, when }) => {
    keepFiring(200);
    await fire();
    at(17, acknowledged);
    at(80, resolved);
    accidents = [{ action, when, name: 'Lambda.Unknown' }];
    await clock.run();
    expect(accidents).toEqual([]);
    expect(heard).toEqual([
      '0 incident_opened → alex',
      '15 escalated → alex, sam',
      '17 acknowledged → alex, sam',
      '77 acknowledgement_stale → alex, sam',
      '80 resolved → alex, sam',
    ]);
    const kinds = (await store.timeline(incidentOf().id)).map(({ kind }) => kind);
    for (const kind of ['escalated', 'acknowledged', 'acknowledgement_stale', 'resolved'])
      expect(kinds.filter((each) => each === kind)).toHaveLength(1);
  });

  it('is not stopped by an answer to an earlier wait', async () => {
    keepFiring(30);
    await fire();
    await clock.advanceTo(startedAt + minute);
    const [earlier] = store.contents.pending.values();
    await clock.advanceTo(startedAt + 16 * minute);
    expect(await runner.workflows.complete(earlier?.taskToken ?? '', { outcome: 'resolved', by: 'mallory', at: 0 })).toBe(false);
    await clock.advanceTo(startedAt + 21 * minute);
    expect(heard.at(-1)).toBe('20 critical → robin');
  });
});

describe('while it is silenced or under maintenance', () => {
  const silence = (id: string, from: number, to: number) =>
    store.putSilence({
      ...{ id, matchers: [{ name: 'alertname', operator: '=', value: 'calls-fail' }], createdBy: 'sam', comment: 'Known.' },
      ...{ startsAt: startedAt + from * minute, endsAt: startedAt + to * minute, updatedAt: startedAt, version: 1 },
    });
  const expire = async (id: string) => {
    const known = await store.silence(id);
    if (known === undefined) throw new Error('no silence');
    await store.putSilence({ ...known, endsAt: clock.now(), version: known.version + 1 });
    await wakeEscalations({ store, workflows: runner.workflows }, { silenceId: id, by: 'sam', at: clock.now() });
  };
  const held = async () => (await store.timeline(incidentOf().id)).filter(({ kind }) => kind === 'suppressed');

  it('nobody is told, and the first level begins with all of its time when it ends', async () => {
    keepFiring(60);
    await silence('s-1', 0, 10);
    await fire();
    await clock.advanceTo(startedAt + 32 * minute);
    expect(heard).toEqual(['10 incident_opened → alex', '25 escalated → alex, sam', '30 critical → robin']);
    expect(await held()).toMatchObject([
      {
        reason: 'Nobody is told until 00:10 UTC: silence s-1 of sam: Known.',
        detail: { reason: 'silence', until: startedAt + 10 * minute },
      },
    ]);
  });

  it('a level that would begin begins at the end of a maintenance that began meanwhile', async () => {
    keepFiring(90);
    maintenance = maintenanceSchema.parse({
      windows: [
        { name: 'upgrade', matchers: ['service.name="payment"'], start: '2026-01-01T00:05', duration: '30m', comment: 'New version' },
      ],
    });
    await fire();
    await clock.advanceTo(startedAt + 41 * minute);
    expect(heard).toEqual(['0 incident_opened → alex', '35 escalated → alex, sam', '40 critical → robin']);
    expect(await held()).toMatchObject([{ detail: { reason: 'maintenance' }, reason: expect.stringContaining('New version') }]);
  });

  it('an early end is honoured at once', async () => {
    keepFiring(60);
    await silence('s-1', 0, 50);
    await fire();
    at(7, () => expire('s-1'));
    await clock.advanceTo(startedAt + 20 * minute);
    expect(heard).toEqual(['7 incident_opened → alex']);
  });

  it('an alert that is not held back ends the peace', async () => {
    keepFiring(60);
    maintenance = maintenanceSchema.parse({
      windows: [{ name: 'upgrade', matchers: ['service.name="payment"'], start: '2026-01-01T00:00', duration: '2h' }],
    });
    await fire();
    at(6, async (incidentId) => {
      await fire('cart');
      await tellOfGrowth(answerPorts(), { incidentId, causeId: 'f-cart', title: 'cart: calls fail' });
    });
    await clock.advanceTo(startedAt + 8 * minute);
    expect(heard).toEqual(['6 incident_opened → alex']);
  });

  it('whoever takes care is seen, and nobody hears of it who was left in peace', async () => {
    keepFiring(40);
    await silence('s-1', 0, 30);
    await fire();
    at(5, acknowledged);
    at(12, resolved);
    await clock.run();
    expect(heard).toEqual([]);
    expect(execution?.status).toBe('SUCCEEDED');
  });
});

describe('another critical alert that joins what is in hand', () => {
  it('is told to those who were told, once, and the clock of the acknowledgement goes on', async () => {
    keepFiring(100);
    await fire();
    at(5, acknowledged);
    at(20, async (incidentId) => {
      await fire('cart');
      for (const title of ['cart: calls fail', 'cart: calls fail'])
        await tellOfGrowth(answerPorts(), { incidentId, causeId: 'f-cart', title });
    });
    at(79, resolved);
    await clock.run();
    expect(heard).toEqual([
      '0 incident_opened → alex',
      '5 acknowledged → alex',
      '20 alert_joined → alex',
      '65 acknowledgement_stale → alex',
      '79 resolved → alex',
    ]);
  });
});

/** What may happen in any minute. */
const happenings = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 180 }),
    what: fc.constantFrom('acknowledge' as const, 'resolve' as const, 'recover' as const, 'fire' as const, 'silence' as const),
  }),
  { maxLength: 8 },
);

describe('whatever people and alerts do, in any order', () => {
  it('nobody is paged for what is in hand or over, nobody due is missed, and it always ends', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (events) => {
        begin();
        let fallsSilent = false;
        await fire();
        const first = incidentOf().id;
        for (let minutes = 1; minutes < 400; minutes += 1)
          clock.at(startedAt + minutes * minute, 'still failing', async () => {
            const now = store.contents.incidents.get(first);
            if (!fallsSilent && now?.status !== 'resolved') await fire();
          });
        for (const { minute: minutes, what } of events)
          at(minutes, async () => {
            if (what === 'silence') fallsSilent = true;
            else if (what === 'fire') await fire('cart');
            else if (what === 'recover') await recover();
            else if (store.contents.incidents.get(first)?.status !== 'resolved')
              await (what === 'acknowledge' ? acknowledged : resolved)(first);
          });
        await clock.run();

        const timeline = await store.timeline(first);
        const statusAt = (time: number): string =>
          timeline.reduce((status, { kind, at: when }) => {
            if (when < time && kind === 'reopened') return 'open';
            if (when >= time || status === 'resolved') return status;
            return kind === 'resolved' || kind === 'acknowledged' ? kind : kind === 'acknowledgement_stale' ? 'open' : status;
          }, 'open');
        const pages = timeline
          .filter(({ kind }) => kind === 'notified')
          .map(({ at: when, detail }) => ({ reason: detail?.['notificationReason'], when }));
        for (const { reason, when } of pages)
          if (!['resolved', 'reopened', 'acknowledged', 'acknowledgement_stale', 'alert_joined'].includes(String(reason)))
            expect([reason, statusAt(when)]).toEqual([reason, reason === 'alert_joined' ? 'acknowledged' : 'open']);
        const openedAgain = store.contents.incidents.get(first)?.reopenCount ?? 0;
        for (const reason of ['incident_opened', 'escalated', 'critical', 'unanswered', 'resolved'])
          expect(pages.filter((page) => page.reason === reason).length).toBeLessThanOrEqual(1 + openedAgain);
        expect(execution?.status).not.toBe('RUNNING');
        const incident = store.contents.incidents.get(first);
        const last = pages.at(-1)?.reason;
        if (execution?.status === 'FAILED') expect([last, execution.error]).toEqual(['unanswered', 'Unanswered']);
        // Who heard nothing of it need not hear that it is over.
        else expect([execution?.status, incident?.status, last ?? 'resolved']).toEqual(['SUCCEEDED', 'resolved', 'resolved']);
      }),
      { numRuns: 150 },
    );
  });
});
