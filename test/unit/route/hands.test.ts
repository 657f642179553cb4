/** Findings, people who merge, split, answer and reopen, and dying processes in any order: no alert is left firing where nobody looks. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import { reopen } from '#kernel/reopen.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { type InterleavedStore, interleaved, untilDone } from '#test/support/interleaved-store.ts';
import { type Responders, responders } from '#test/support/responders.ts';
import { type SilenceWatch, watchSilence } from '#test/support/silenced.ts';

const places = ['shop/cart', 'shop/payment', 'search/index', 'search/crawler', 'search/ranker'] as const;
const finding = (id: string, place: string, status: 'firing' | 'resolved', severity: 'critical' | 'warning') => {
  const [namespace = '', service = ''] = place.split('/');
  return findingOf(id, service, { status, severity, labels: { alertname: 'a', 'service.name': service, 'service.namespace': namespace } });
};

const saying = fc.record({
  place: fc.constantFrom(...places),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
  severity: fc.constantFrom('critical' as const, 'warning' as const),
});
type Saying = typeof saying extends fc.Arbitrary<infer Value> ? Value : never;
const acts = ['merge', 'merge the other way', 'split', 'resolve', 'resolve the newest', 'acknowledge', 'reopen'] as const;
type Act = (typeof acts)[number];
const hands = fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 4 });

/** A person decides on what they see, once; what comes back does it, and does it again. */
const decide = (team: Responders, act: Act, causeId: string): ((store: InterleavedStore) => Promise<unknown>) => {
  const live = team.incidents().filter(({ status }) => status !== 'resolved');
  const [first, second] = live;
  const none = async () => undefined;
  const ports = (store: InterleavedStore) => ({ store, workflows: team.workflows, clock: { now: () => team.now } });
  const input = { by: 'sam', causeId, reason: 'So it is.' };
  if (act === 'reopen') {
    const ended = team.incidents().findLast(({ status, mergedInto }) => status === 'resolved' && mergedInto === undefined);
    return ended === undefined ? none : (store) => reopen(ports(store), { ...input, incidentId: ended.id });
  }
  if (first === undefined) return none;
  if (act === 'resolve the newest') return () => team.resolve(live.at(-1)?.id ?? first.id);
  if (act === 'resolve' || act === 'acknowledge') return () => team[act](first.id);
  if (act === 'split') {
    const large = live.find(({ alerts }) => alerts.length > 1);
    return large === undefined ? none : (store) => splitIncident(ports(store), { ...input, incidentId: large.id }, large.alerts.slice(1));
  }
  if (second === undefined) return none;
  const [from, into] = act === 'merge' ? [second.id, first.id] : [first.id, second.id];
  return (store) => mergeIncidents(ports(store), { ...input, incidentId: from }, into);
};

/** Repeats it until it is done. */
const handle = async (team: Responders, act: Act, causeId: string): Promise<void> => {
  const decided = decide(team, act, causeId);
  await untilDone(() => decided(team.seen));
};

/** The queue keeps the order of one alert's findings; alerts overtake each other. */
const takeEach = (team: Responders, sayings: readonly Saying[], told: SilenceWatch['told']): readonly Promise<void>[] =>
  places.map(async (place) => {
    for (const [index, says] of sayings.entries()) {
      if (says.place !== place) continue;
      const said = finding(`f-${index}`, place, says.status, says.severity);
      told(said.fingerprint);
      await untilDone(() => team.take(said));
    }
  });

/** Each firing alert is listed in an incident that is not over, people are called for what is critical, and no end came before what it ended. */
const expectAnswered = (team: Responders, { breaches }: SilenceWatch): void => {
  expect(breaches).toEqual([]);
  for (const alert of team.store.contents.alerts.values()) {
    if (alert.status !== 'firing') continue;
    const incident = team.store.contents.incidents.get(alert.incidentId ?? '');
    expect(incident?.status).not.toBe('resolved');
    expect(incident?.alerts).toContain(alert.fingerprint);
    if (alert.severity === 'critical')
      expect([...team.started]).toContain(`escalation ${escalationName(incident?.id ?? '', incident?.reopenCount)}`);
  }
};

it('whatever people do to incidents while findings come in, each firing alert is in an open incident', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(saying, { minLength: 2, maxLength: 10 }),
      hands,
      fc.infiniteStream(fc.integer({ min: 0, max: 40 })),
      async (scheduler, sayings, handled, chances) => {
        const team = responders();
        let deaths = 3;
        const dies = (): 'before' | 'after' | undefined => {
          const chance = chances.next().value ?? 0;
          if (chance > 1 || deaths === 0) return undefined;
          deaths -= 1;
          return chance === 0 ? 'before' : 'after';
        };
        // Something to handle is there before it begins.
        for (const [index, place] of places.entries()) await team.take(finding(`first-${index}`, place, 'firing', 'warning'));
        const watch = watchSilence(team.store);
        team.seen = interleaved(watch.store, scheduler, dies);
        const groups = takeEach(team, sayings, watch.told);
        const people = handled.map(async (act, index) => {
          await scheduler.schedule(Promise.resolve(), act);
          await handle(team, act, `request-${index}`);
        });
        await scheduler.waitFor(Promise.all([...groups, ...people]));

        expectAnswered(team, watch);
      },
    ),
    { numRuns: 400 },
  );
}, 60_000);

it('whatever happens between a merge or a split that dies and its repeat, nothing that came later is silenced', async () => {
  const changes = ['split', 'merge', 'merge the other way'] as const;
  const meanwhile = ['resolve', 'resolve the newest', 'merge', 'merge the other way', 'split', 'reopen'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.constantFrom(...changes),
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.constantFrom(...meanwhile), { minLength: 1, maxLength: 2 }),
      fc.array(saying, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 60 }),
      async (scheduler, change, diesAt, handled, sayings, patience) => {
        const team = responders();
        for (const [index, place] of places.entries()) await team.take(finding(`first-${index}`, place, 'firing', 'warning'));
        const watch = watchSilence(team.store);
        let calls = 0;
        const dead = interleaved(watch.store, scheduler, () => (++calls >= diesAt ? 'before' : undefined));
        const seen = interleaved(watch.store, scheduler, () => undefined);
        team.seen = seen;
        const decided = decide(team, change, 'request');
        await scheduler.waitFor(decided(dead).catch(() => undefined));
        const repeat = async (): Promise<void> => {
          for (let step = 0; step < patience; step += 1) await scheduler.schedule(Promise.resolve(), 'waits');
          await untilDone(() => decided(seen));
        };
        const people = handled.map(async (act, index) => {
          await scheduler.schedule(Promise.resolve(), act);
          await handle(team, act, `request-${index}`);
        });
        await scheduler.waitFor(Promise.all([...takeEach(team, sayings, watch.told), ...people, repeat()]));
        expectAnswered(team, watch);
      },
    ),
    { numRuns: 1_000 },
  );
}, 60_000);
