/** Merging, splitting, linking and handing over: what a person does to incidents, whatever happens meanwhile. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '#kernel/incident.ts';
import { handOver } from '#kernel/incidents/hand-over.ts';
import { linkIncidents } from '#kernel/incidents/link-incidents.ts';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { crashes, crashing } from '#test/support/crashing.ts';
import { findingOf } from '#test/support/findings.ts';
import { interleaved } from '#test/support/interleaved-store.ts';
import { failing, type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let ports: Parameters<typeof mergeIncidents>[0];

const over = (store: ResponseStore): typeof ports => ({ store, workflows: team.workflows, clock: { now: () => team.now } });
/** A finding of a namespace: each namespace has a group, and so an incident, of its own. */
const of = (id: string, namespace: string, changes: Parameters<typeof findingOf>[2] = {}) =>
  findingOf(id, namespace, {
    labels: { alertname: 'a', 'service.namespace': namespace, 'service.name': id.split('/')[0] ?? '' },
    ...changes,
  });
const incident = (id: string): Incident => {
  const found = team.store.contents.incidents.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const by = { by: 'sam', causeId: 'request-1', via: 'local', reason: 'Same database.' };
const prints = (...findings: readonly { fingerprint: string }[]) => findings.map(({ fingerprint }) => fingerprint);

const shop = of('cart', 'shop', { severity: 'warning', title: 'cart is slow' });
const search = of('index', 'search', { title: 'index is down' });
let first: string;
let second: string;
beforeEach(async () => {
  team = responders();
  ports = over(team.store);
  await team.take(shop);
  team.now += 10;
  await team.take(search);
  [first = '', second = ''] = team.incidents().map(({ id }) => id);
  team.now += 10;
});

describe('merging', () => {
  const merge = (from = second, into = first, store = ports) => mergeIncidents(store, { ...by, incidentId: from }, into);

  it('gives the alerts to the survivor, which takes the higher severity, its title, and the escalation', async () => {
    await merge();
    expect(incident(first)).toMatchObject({ status: 'open', severity: 'critical', title: 'index is down', escalating: true });
    expect(incident(first).alerts).toEqual(prints(shop, search));
    expect(incident(second)).toMatchObject({ status: 'resolved', mergedInto: first, resolvedBy: 'sam' });
    expect(team.alert(search)).toMatchObject({ status: 'firing', incidentId: first });
    expect(team.started).toContain(`escalation ${first}`);
  });

  it('ends the escalation of the other, and says so in both timelines', async () => {
    await team.store.putPending({
      ...{ id: `escalation-${second}`, incidentId: second, purpose: 'escalation', taskToken: 'token', createdAt: 0, expiresAt: 9e15 },
      detail: { waitingFor: 'answer' },
    });
    await merge();
    expect(team.completed).toMatchObject([{ token: 'token', output: { outcome: 'resolved', by: 'sam' } }]);
    expect(await team.store.timeline(first)).toContainEqual(
      expect.objectContaining({ kind: 'merged', by: 'sam', reason: `${second} (index is down) was merged into it. Same database.` }),
    );
    expect((await team.store.timeline(second)).slice(-2)).toMatchObject([
      { kind: 'merged', reason: `Merged into ${first} (cart is slow). Same database.`, detail: { into: first, via: 'local' } },
      { kind: 'resolved', reason: `Merged into ${first} by sam.` },
    ]);
  });

  it('brings later findings of both groups to the survivor', async () => {
    await merge();
    await team.take(of('crawler', 'search'));
    await team.take({ ...search, id: 'again' });
    expect(team.incidents()).toHaveLength(2);
    expect(team.alert(of('crawler', 'search')).incidentId).toBe(first);
    await team.resolve(first);
    expect(team.alert(search).status).toBe('resolved');
    await team.take(of('later', 'search'));
    expect(team.incidents()).toHaveLength(3);
  });

  it('lets the survivor end once everything in it has recovered, of both', async () => {
    await merge();
    await team.take({ ...shop, id: 'r-1', status: 'resolved' });
    expect(incident(first).status).toBe('open');
    await team.take({ ...search, id: 'r-2', status: 'resolved' });
    expect(incident(first).status).toBe('resolved');
  });

  it('done again changes nothing', async () => {
    await merge();
    const before = structuredClone([team.incidents(), await team.store.timeline(first), await team.store.timeline(second)]);
    team.now += 100;
    await merge();
    expect([team.incidents(), await team.store.timeline(first), await team.store.timeline(second)]).toEqual(before);
  });

  it('is refused for one that has ended, on either side, and for itself', async () => {
    expect(await merge(first, first)).toEqual({ refused: 'An incident cannot be merged into itself.' });
    await team.resolve(first);
    expect(await merge(second, first)).toEqual({ refused: `${first} is resolved.` });
    expect(await merge(first, second)).toEqual({ refused: 'It is resolved.' });
    expect(incident(second).status).toBe('open');
    await expect(merge('inc-none', second)).rejects.toThrow('no such incident');
  });

  it('of each into the other at once, or in a circle, leaves one of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(2, 3), async (scheduler, count) => {
        team = responders();
        for (const namespace of ['shop', 'search', 'bank'].slice(0, count)) await team.take(of('a', namespace));
        const ids = team.incidents().map(({ id }) => id);
        const seen = over(interleaved(team.store, scheduler, () => undefined));
        const merges = ids.map((id, index) =>
          mergeIncidents(seen, { ...by, causeId: `request-${index}`, incidentId: id }, ids[(index + 1) % count] ?? ''),
        );
        await scheduler.waitFor(Promise.all(merges));
        const live = team.incidents().filter(({ status }) => status !== 'resolved');
        expect(live.length).toBeGreaterThan(0);
        expect(live.flatMap(({ alerts }) => alerts)).toHaveLength(count);
        expect(live.every(({ merging }) => merging === undefined)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('that was begun and never ended stands in nobody’s way for long', async () => {
    const dying = over(failing(team.store, 'putIncident', 'after', new Error('killed')));
    await expect(merge(first, second, dying)).rejects.toThrow('killed');
    expect(await merge(second, first)).toMatchObject({ refused: expect.stringContaining('being merged as well') });
    team.now += 61_000;
    await merge(second, first);
    expect(incident(second)).toMatchObject({ status: 'resolved', mergedInto: first });
  });

  it('is refused for one that was merged into another before', async () => {
    await team.take(of('pay', 'bank'));
    const third = team.incidents()[2]?.id ?? '';
    await merge();
    expect(await merge(second, third)).toEqual({ refused: `It was merged into ${first} before.` });
  });

  /** Does something else right before the first write of an incident. */
  const justBefore = (id: string, act: () => Promise<unknown>, isIt = (_: Incident) => true): ResponseStore => {
    let raced = false;
    return {
      ...team.store,
      putIncident: async (changed) => {
        if (changed.id === id && !raced && isIt(changed)) {
          raced = true;
          await act();
        }
        await team.store.putIncident(changed);
      },
    };
  };

  const gives = ({ mergedInto }: Incident) => mergedInto !== undefined;

  it('is refused, and nothing done, when the survivor ends before it has the alerts', async () => {
    await team.acknowledge(second, 'kim');
    const store = justBefore(first, () => team.resolve(first));
    expect(await merge(second, first, over(store))).toEqual({ refused: `${first} is resolved.` });
    expect(incident(second)).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'kim' });
    expect(team.alert(search)).toMatchObject({ status: 'firing', incidentId: second });
  });

  it('ends all of it when somebody resolves the survivor once it has the alerts', async () => {
    const store = justBefore(second, () => team.resolve(first), gives);
    await merge(second, first, over(store));
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'resolved']);
    expect([shop, search].map((each) => team.alert(each).status)).toEqual(['resolved', 'resolved']);
    await team.take({ ...search, id: 'on and on' });
    expect(team.incidents().filter(({ status }) => status === 'open')).toHaveLength(1);
  });

  it.for([() => true, gives])('leaves the survivor as it was when the other ends by itself meanwhile', async (isIt) => {
    const store = justBefore(second, () => team.resolve(second), isIt);
    expect(await merge(second, first, over(store))).toEqual({ refused: 'It is resolved.' });
    expect(incident(first)).toMatchObject({ status: 'open', alerts: prints(shop) });
    await team.take({ ...shop, id: 'over', status: 'resolved' });
    expect(incident(first).status).toBe('resolved');
  });

  it('follows merges of merges', async () => {
    await team.take(of('pay', 'bank'));
    const third = team.incidents()[2]?.id ?? '';
    await merge(second, first);
    await merge(first, third);
    expect([shop, search].map((each) => team.alert(each).incidentId)).toEqual([third, third]);
    expect(incident(third).alerts).toHaveLength(3);
  });
});

describe('after a crash', () => {
  it.for(crashes)('$when call $skip of $method, merging again finishes the merge', async (crash) => {
    const input = { ...by, incidentId: second };
    await mergeIncidents(over(crashing(team.store, crash)), input, first).catch(() => undefined);
    team.now += 50;
    await mergeIncidents(ports, input, first);
    expect(incident(first)).toMatchObject({ status: 'open', severity: 'critical', alerts: prints(shop, search) });
    expect(incident(second)).toMatchObject({ status: 'resolved', mergedInto: first });
    expect(team.alert(search)).toMatchObject({ status: 'firing', incidentId: first });
    expect((await team.kinds(first)).filter((kind) => kind === 'merged')).toHaveLength(1);
    await team.take(of('crawler', 'search'));
    expect(team.alert(of('crawler', 'search')).incidentId).toBe(first);
    expect(team.started).toContain(`escalation ${first}`);
  });

  it.for(crashes)('$when call $skip of $method, splitting again finishes the split', async (crash) => {
    const crawler = of('crawler', 'search', { severity: 'warning' });
    await team.take(crawler);
    const input = { ...by, incidentId: second };
    await splitIncident(over(crashing(team.store, crash)), input, prints(crawler)).catch(() => undefined);
    team.now += 50;
    const done = await splitIncident(ports, input, prints(crawler));
    if ('refused' in done) throw new Error(done.refused);
    expect(team.incidents()).toHaveLength(3);
    expect(incident(second).alerts).toEqual(prints(search));
    expect(team.incidents()[2]).toMatchObject({ status: 'open', alerts: prints(crawler) });
    expect(team.alert(crawler).incidentId).toBe(team.incidents()[2]?.id);
    expect((await team.kinds(second)).filter((kind) => kind === 'split')).toHaveLength(1);
  });
});

describe('an alert that is written while its incident is merged', () => {
  it.for(['incident', 'putIncident', 'record', 'putAlert'] as const)('just after %s belongs to the survivor in the end', async (method) => {
    const crawler = of('crawler', 'search');
    let merged = false;
    const run = team.store[method] as (...given: unknown[]) => Promise<unknown>;
    team.seen = {
      ...team.store,
      [method]: async (...given: unknown[]) => {
        const result = await run(...given);
        if (!merged) {
          merged = true;
          await mergeIncidents(ports, { ...by, incidentId: second }, first);
        }
        return result;
      },
    };
    await team.take(crawler);
    expect(merged).toBe(true);
    const own = incident(team.alert(crawler).incidentId ?? '');
    expect(own.status).toBe('open');
    expect(own.alerts).toContain(crawler.fingerprint);
    expect(team.alert(crawler).status).toBe('firing');
  });
});

describe('splitting', () => {
  const crawler = of('crawler', 'search', { severity: 'warning', title: 'crawler lags' });
  const split = (alerts: readonly string[], causeId = 'request-1') => splitIncident(ports, { ...by, causeId, incidentId: second }, alerts);
  beforeEach(() => team.take(crawler));

  it('opens an incident around the alerts that leave', async () => {
    await team.acknowledge(second, 'kim');
    await split(prints(search));
    const [, old, own] = team.incidents();
    expect(old).toMatchObject({ alerts: prints(crawler), severity: 'critical', title: 'crawler lags' });
    expect(own).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'kim',
      title: 'index is down',
      alerts: prints(search),
      escalating: true,
    });
    expect(team.alert(search).incidentId).toBe(own?.id);
    expect(team.started).toContain(`escalation ${own?.id}`);
    expect(await team.store.timeline(own?.id ?? '')).toMatchObject([{ kind: 'split', reason: expect.stringContaining('Same database.') }]);
  });

  it('keeps the alerts apart: each incident ends by itself', async () => {
    await split(prints(crawler));
    await team.take({ ...crawler, id: 'duplicate' });
    expect(team.incidents()).toHaveLength(3);
    await team.take({ ...crawler, id: 'over', status: 'resolved' });
    expect(team.incidents().map(({ status }) => status)).toEqual(['open', 'open', 'resolved']);
    await team.take({ ...search, id: 'over-2', status: 'resolved' });
    expect(team.incidents().map(({ status }) => status)).toEqual(['open', 'resolved', 'resolved']);
  });

  it('ends what is left if only that had not recovered', async () => {
    await team.take({ ...search, id: 'over', status: 'resolved' });
    await split(prints(crawler));
    expect(team.incidents().map(({ status }) => status)).toEqual(['open', 'resolved', 'open']);
  });

  it('is refused for alerts it does not have, for all of them, and after the end', async () => {
    expect(await split(prints(shop))).toEqual({ refused: 'Not all of these alerts are in this incident.' });
    expect(await split(prints(search, crawler))).toEqual({ refused: 'At least one alert must stay.' });
    await split(prints(crawler));
    expect(await split(prints(crawler), 'another')).toEqual({ refused: 'Not all of these alerts are in this incident.' });
    await team.resolve(second);
    expect(await split(prints(search), 'a third')).toEqual({ refused: 'It is resolved.' });
    expect(team.incidents()).toHaveLength(3);
  });

  it.for(['putIncident', 'putAlert'] as const)('is over with the incident when somebody ends that just before %s', async (method) => {
    let raced = false;
    const run = team.store[method] as (...given: unknown[]) => Promise<unknown>;
    const store = {
      ...team.store,
      [method]: async (...given: unknown[]) => {
        if (!raced) {
          raced = true;
          await team.resolve(second);
        }
        return run(...given);
      },
    };
    await splitIncident(over(store), { ...by, incidentId: second }, prints(crawler));
    expect(team.incidents().map(({ status }) => status)).toEqual(['open', 'resolved', 'resolved']);
    expect(team.alert(crawler).status).toBe('resolved');
  });

  it('of the same alerts by two people at once gives them to one', async () => {
    const both = await Promise.all([split(prints(crawler), 'one'), split(prints(crawler), 'two')]);
    expect(both.filter((each) => 'refused' in each)).toHaveLength(1);
    expect(team.incidents().filter(({ status, alerts }) => status === 'open' && alerts.includes(crawler.fingerprint))).toHaveLength(1);
  });

  it('done again takes nothing from the new incident that another gave it meanwhile', async () => {
    const killed = failing(team.store, 'putAlert', 'before', new Error('killed'));
    await expect(splitIncident(over(killed), { ...by, incidentId: second }, prints(crawler))).rejects.toThrow('killed');
    const own = team.incidents().at(-1)?.id ?? '';
    let repeated = false;
    // The survivor has the list of the other by now, but not the alerts.
    const store: ResponseStore = {
      ...team.store,
      record: async (entry) => {
        if (!repeated) {
          repeated = true;
          await split(prints(crawler));
        }
        return team.store.record(entry);
      },
    };
    await mergeIncidents(over(store), { ...by, causeId: 'request-2', incidentId: first }, own);
    expect(repeated).toBe(true);
    expect(team.alert(shop)).toMatchObject({ status: 'firing', incidentId: own });
    expect(incident(own).alerts).toEqual(prints(crawler, shop));
  });

  describe('whose alerts come back just before they leave the list', () => {
    /** Runs these around the writings that take the alert off the old incident's list. */
    const splitAround = async (before: (own: string) => Promise<unknown>, after: () => Promise<unknown> = async () => {}) => {
      let times = 0;
      const store: ResponseStore = {
        ...team.store,
        putIncident: async (written) => {
          if (written.id !== second || written.alerts.includes(crawler.fingerprint)) return team.store.putIncident(written);
          times += 1;
          if (times === 1) await before(team.incidents().at(-1)?.id ?? '');
          await team.store.putIncident(written);
          await after();
        },
      };
      await splitIncident(over(store), { ...by, incidentId: second }, prints(crawler));
      expect(times).toBeGreaterThan(0);
    };

    it('lists an alert that fires anew in the old incident', async () => {
      await splitAround(async (own) => {
        await team.resolve(own);
        await team.take({ ...crawler, id: 'anew' });
      });
      expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: second });
      expect(incident(second).alerts).toEqual(prints(search, crawler));
    });

    it('lists them in the incident that all of it was merged into', async () => {
      const merge = (from: string, into: string) => mergeIncidents(ports, { ...by, causeId: `merge-${from}`, incidentId: from }, into);
      await splitAround(
        (own) => merge(own, second),
        () => merge(second, first),
      );
      expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: first });
      expect(incident(first).alerts).toEqual(prints(shop, search, crawler));
    });
  });
});

describe('linking', () => {
  const link = () => linkIncidents(ports, { ...by, incidentId: first }, second, 'caused_by');

  it('is written in both incidents, each from its side, once', async () => {
    await link();
    await link();
    expect(incident(first).links).toMatchObject([{ to: second, relation: 'caused_by', by: 'sam', reason: 'Same database.' }]);
    expect(incident(second).links).toMatchObject([{ to: first, relation: 'cause_of' }]);
    expect((await team.store.timeline(first)).filter(({ kind }) => kind === 'linked')).toMatchObject([
      { reason: `Caused by ${second} (index is down). Same database.`, detail: { relation: 'caused_by', to: second } },
    ]);
    expect((await team.kinds(second)).filter((kind) => kind === 'linked')).toHaveLength(1);
  });

  it('is refused for itself, and beyond fifty', async () => {
    expect(await linkIncidents(ports, { ...by, incidentId: first }, first, 'related')).toHaveProperty('refused');
    const links = Array.from({ length: 50 }, (_, index) => ({
      to: `inc-${index}`,
      relation: 'related' as const,
      by: 'sam',
      reason: '',
      at: 0,
    }));
    await team.store.putIncident({ ...incident(first), links, version: incident(first).version + 1 });
    expect(await link()).toEqual({ refused: `${first} has 50 links; merge some of these incidents.` });
  });
});

describe('handing over', () => {
  const hand = (to: string) => handOver(ports, { ...by, incidentId: first }, to);

  it('lets another person take care from now on', async () => {
    await team.acknowledge(first, 'sam');
    team.now += 60_000;
    await hand('robin');
    await hand('robin');
    expect(incident(first)).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'robin', acknowledgedAt: team.now });
    expect((await team.store.timeline(first)).filter(({ kind }) => kind === 'handed_over')).toMatchObject([
      { by: 'sam', reason: 'sam hands it over to robin. Same database.', detail: { from: 'sam', to: 'robin' } },
    ]);
  });

  it('is refused when nobody takes care, and after the end', async () => {
    expect(await hand('robin')).toEqual({ refused: 'Nobody has acknowledged it; there is nothing to hand over.' });
    await team.resolve(first);
    expect(await hand('robin')).toEqual({ refused: 'It is resolved.' });
  });
});
