/** Findings, people who merge, split, answer and reopen, and dying processes in any order: no alert is left firing where nobody looks. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { interleaved, untilDone } from '#test/support/interleaved-store.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const places = ['shop/cart', 'shop/payment', 'search/index', 'search/crawler'] as const;
const finding = (id: string, place: string, status: 'firing' | 'resolved', severity: 'critical' | 'warning') => {
  const [namespace = '', service = ''] = place.split('/');
  return findingOf(id, service, { status, severity, labels: { alertname: 'a', 'service.name': service, 'service.namespace': namespace } });
};

const saying = fc.record({
  place: fc.constantFrom(...places),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
  severity: fc.constantFrom('critical' as const, 'warning' as const),
});
const acts = ['merge', 'merge the other way', 'split', 'resolve', 'acknowledge'] as const;
type Act = (typeof acts)[number];
const hands = fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 4 });

/** A person decides on what they see, once, and repeats it until it is done. */
const handle = async (team: Responders, act: Act, causeId: string): Promise<void> => {
  const live = team.incidents().filter(({ status }) => status !== 'resolved');
  const [first, second] = live;
  if (first === undefined) return;
  if (act === 'resolve' || act === 'acknowledge') return untilDone(() => team[act](first.id));
  const ports = () => ({ store: team.seen, workflows: team.workflows, clock: { now: () => team.now } });
  const input = { by: 'sam', causeId, reason: 'So it is.' };
  if (act !== 'split') {
    if (second === undefined) return;
    const [from, into] = act === 'merge' ? [second.id, first.id] : [first.id, second.id];
    await untilDone(() => mergeIncidents(ports(), { ...input, incidentId: from }, into));
    return;
  }
  const large = live.find(({ alerts }) => alerts.length > 1);
  if (large !== undefined) await untilDone(() => splitIncident(ports(), { ...input, incidentId: large.id }, large.alerts.slice(1)));
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
        team.seen = interleaved(team.store, scheduler, dies);
        const groups = places.map(async (place) => {
          for (const [index, says] of sayings.entries())
            if (says.place === place) await untilDone(() => team.take(finding(`f-${index}`, place, says.status, says.severity)));
        });
        const people = handled.map(async (act, index) => {
          await scheduler.schedule(Promise.resolve(), act);
          await handle(team, act, `request-${index}`);
        });
        await scheduler.waitFor(Promise.all([...groups, ...people]));

        for (const alert of team.store.contents.alerts.values()) {
          if (alert.status !== 'firing') continue;
          const incident = team.store.contents.incidents.get(alert.incidentId ?? '');
          expect(incident?.status).not.toBe('resolved');
          expect(incident?.alerts).toContain(alert.fingerprint);
          if (alert.severity === 'critical')
            expect([...team.started]).toContain(`escalation ${escalationName(incident?.id ?? '', incident?.reopenCount)}`);
        }
      },
    ),
    { numRuns: 400 },
  );
}, 60_000);
