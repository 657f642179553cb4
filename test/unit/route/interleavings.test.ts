/** Findings, people and dying processes in any order, store call by store call: the books balance and nobody's answer is undone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machines } from '#kernel/answers.ts';
import type { Incident } from '#kernel/incident.ts';
import type { StageReport } from '#kernel/stage-report.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { type InterleavedStore, interleaved, untilDone } from '#test/support/interleaved-store.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const services = ['payment', 'cart', 'search'] as const;

/** What one finding says. */
const saying = fc.record({
  service: fc.constantFrom(...services),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
  severity: fc.constantFrom('critical' as const, 'warning' as const, 'info' as const),
  /** How often the queue delivers it once more. */
  again: fc.integer({ min: 0, max: 2 }),
});

const persons = fc.array(fc.constantFrom('acknowledge' as const, 'resolve' as const), { maxLength: 3 });

/** Notes any writing that brings back an incident that a person resolved. */
const guarded = (store: InterleavedStore, breaches: string[]): InterleavedStore => ({
  ...store,
  putIncident: async (incident: Incident) => {
    const before = await store.incident(incident.id);
    await store.putIncident(incident);
    if (before?.status === 'resolved' && !machines.includes(before.resolvedBy ?? '') && incident.status !== 'resolved')
      breaches.push(`${incident.id} came back as ${incident.status}`);
  },
});

const answerLatest = async (team: Responders, act: 'acknowledge' | 'resolve'): Promise<void> => {
  const incident = team.incidents().at(-1);
  if (incident !== undefined) await team[act](incident.id);
};

describe('any interleaving of findings and answers', () => {
  it('counts each finding once, undoes no answer, and leaves nothing firing unattended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(saying, { minLength: 1, maxLength: 12 }),
        persons,
        fc.infiniteStream(fc.integer({ min: 0, max: 40 })),
        async (scheduler, sayings, answers, chances) => {
          const team = responders();
          const breaches: string[] = [];
          const said = new Map<string, string>();
          const note = (id: string, { produced, suppressed }: StageReport): void => {
            const outcome = produced === 1 ? 'folded' : (Object.keys(suppressed)[0] ?? '');
            if (outcome === 'folded' || outcome === 'redelivered' || !said.has(id)) said.set(id, outcome);
          };
          let deaths = 4;
          const dies = (): 'before' | 'after' | undefined => {
            const chance = chances.next().value ?? 0;
            if (chance > 1 || deaths === 0) return undefined;
            deaths -= 1;
            return chance === 0 ? 'before' : 'after';
          };
          team.seen = interleaved(guarded(team.store, breaches), scheduler, dies);
          const findings = sayings.map(({ service, ...says }, index) => ({
            service,
            again: says.again,
            finding: findingOf(`f-${index}`, service, { status: says.status, severity: says.severity }),
          }));
          // The queue keeps the order of one alert's findings; alerts overtake each other.
          const groups = services.map(async (service) => {
            for (const { finding, again } of findings.filter((each) => each.service === service))
              for (let delivery = 0; delivery <= again; delivery += 1)
                await untilDone(async () => note(finding.id, await team.take(finding)));
          });
          const people = answers.map(async (act) => {
            await scheduler.schedule(Promise.resolve(), act);
            await untilDone(() => answerLatest(team, act));
          });
          await scheduler.waitFor(Promise.all([...groups, ...people]));

          expect(breaches).toEqual([]);
          for (const alert of team.store.contents.alerts.values()) {
            const own = findings.filter(({ finding }) => finding.fingerprint === alert.fingerprint).map(({ finding }) => finding.id);
            // What changed the alert is said to have done so once, or was found done by a later delivery.
            const changed = own.filter((id) => said.get(id) === 'folded' || said.get(id) === 'redelivered').length;
            expect(alert.folded).toBe(changed);
            if (alert.status !== 'firing') continue;
            const incident = team.store.contents.incidents.get(alert.incidentId ?? '');
            expect(incident?.alerts).toContain(alert.fingerprint);
            expect(incident?.status).not.toBe('resolved');
          }
          const live = team.incidents().filter(({ status }) => status !== 'resolved');
          // Another may have taken the group just as one was opened again: then both go on, and one of them holds it.
          const again = live.filter(({ reopenCount }) => reopenCount !== undefined);
          expect(live.length - again.length).toBeLessThanOrEqual(1);
          expect(live.length).toBeLessThanOrEqual(2);
          // Nobody holds it only after one that was opened again, and died over that more than once.
          const holder = team.store.contents.groups.get(live[0]?.groupId ?? '');
          if (live.length > 0 && !(holder === undefined && again.length > 0)) expect(live.map(({ id }) => id)).toContain(holder);
          for (const incident of live) {
            const firing = incident.alerts.filter((each) => team.store.contents.alerts.get(each)?.status === 'firing');
            expect(firing.length).toBeGreaterThan(0);
            if (incident.severity === 'critical')
              expect(team.started).toContain(`escalation ${escalationName(incident.id, incident.reopenCount)}`);
          }
        },
      ),
      { numRuns: 400 },
    );
  }, 30_000);

  it('keeps an incident open in which one alert fires again just as the last other one recovers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const team = responders();
        const recovery = (id: string, service: string) => findingOf(id, service, { status: 'resolved' });
        for (const finding of [findingOf('f-1', 'payment'), findingOf('f-2', 'cart'), recovery('f-3', 'cart')]) await team.take(finding);
        team.seen = interleaved(team.store, scheduler, () => undefined);
        const both = [recovery('f-4', 'payment'), findingOf('f-5', 'cart')].map((finding) => untilDone(() => team.take(finding)));
        await scheduler.waitFor(Promise.all(both));
        const alert = team.alert(findingOf('', 'cart'));
        expect(alert).toMatchObject({ status: 'firing', folded: 3 });
        expect(team.store.contents.incidents.get(alert.incidentId ?? '')?.status).toBe('open');
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);
});
