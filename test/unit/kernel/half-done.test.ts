/** A merge or a split dies, people and alerts go on, and it is repeated: what came later is neither silenced nor taken along. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import { endIfRecovered } from '#kernel/incidents/end-if-recovered.ts';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { crashes, crashing } from '#test/support/crashing.ts';
import { findingOf } from '#test/support/findings.ts';
import { failing, type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let first: string;
let old: string;
const over = (store: ResponseStore) => ({ store, workflows: team.workflows, clock: { now: () => team.now } });
const of = (id: string, namespace: string) =>
  findingOf(id, namespace, { severity: 'warning', labels: { alertname: 'a', 'service.namespace': namespace, 'service.name': id } });
const incident = (id: string): Incident => {
  const found = team.store.contents.incidents.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const newest = (): string => team.incidents().at(-1)?.id ?? '';
const by = { by: 'sam', reason: 'So it is.' };
const cart = of('cart', 'shop');
const index = of('index', 'search');
const crawler = of('crawler', 'search');

beforeEach(async () => {
  team = responders();
  for (const finding of [cart, index, crawler]) await team.take(finding);
  [first = '', old = ''] = team.incidents().map(({ id }) => id);
});

const split = (store: ResponseStore = team.store, causeId = 'request-1') =>
  splitIncident(over(store), { ...by, causeId, incidentId: old }, [crawler.fingerprint]);
const merge = (from: string, into: string, store: ResponseStore = team.store) =>
  mergeIncidents(over(store), { ...by, causeId: `merge-${from}`, incidentId: from }, into);
const dies = (when: 'before' | 'after'): ResponseStore => failing(team.store, 'putAlert', when, new Error('killed'));

/** Does something else right before the nth call of this method. */
const justBefore = (method: 'alert' | 'putAlert', nth: number, act: () => Promise<unknown>): typeof team.store => {
  let calls = 0;
  const run = team.store[method] as (...given: unknown[]) => Promise<unknown>;
  const call = async (...given: unknown[]): Promise<unknown> => {
    calls += 1;
    if (calls === nth) await act();
    return run(...given);
  };
  return { ...team.store, [method]: call };
};

/** It recovers, and fires again: another episode. */
const fireAnew = async (finding: Finding): Promise<void> => {
  await team.take({ ...finding, id: 'over', status: 'resolved' });
  await team.take({ ...finding, id: 'anew' });
};

const expectFiring = (finding: Finding): void => {
  expect(team.alert(finding).status).toBe('firing');
  const home = incident(team.alert(finding).incidentId ?? '');
  expect(home.status).toBe('open');
  expect(home.alerts).toContain(finding.fingerprint);
};

describe('a split that died', () => {
  /** The repeat takes the alert off the list just before that is written; the old incident ends then, or just as the alert is to be listed again. */
  const repeatedAround = (method: 'putAlert' | 'incident'): typeof team.store => {
    let written = false;
    let ended = false;
    const putIncident = async (incident: Incident): Promise<void> => {
      if (method === 'incident' && written && !ended) {
        ended = true;
        await endIfRecovered(over(team.store), old, 'request-1');
      }
      await team.store.putIncident(incident);
    };
    return {
      ...team.store,
      putIncident,
      putAlert: async (alert) => {
        if (!written) {
          written = true;
          // Dies before it looks whether the old incident has anything left.
          const repeat = method === 'putAlert' ? team.store : failing(team.store, 'record', 'before', new Error('killed'));
          await split(repeat).catch(() => undefined);
        }
        await team.store.putAlert(alert);
      },
    };
  };

  it.for(['before', 'after'] as const)('%s an alert moved leaves it, repeated, in the old incident where it fires anew', async (when) => {
    await expect(split(dies(when))).rejects.toThrow('killed');
    await team.resolve(newest());
    await fireAnew(crawler);
    await split();
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: old });
    expect(incident(old)).toMatchObject({ status: 'open', alerts: [index.fingerprint, crawler.fingerprint] });
  });

  it('before an alert moved leaves it in the old incident, where it became worse after the end of the new one', async () => {
    await expect(split(dies('before'))).rejects.toThrow('killed');
    await team.resolve(newest());
    await team.take({ ...crawler, id: 'worse', severity: 'critical' });
    await split();
    expectFiring(crawler);
    expect(team.started).toContain(`escalation ${team.alert(crawler).incidentId}`);
  });

  it.for(crashes)('$when call $skip of $method and is repeated silences nothing that fires anew', async (crash) => {
    await split(crashing(team.store, crash)).catch(() => undefined);
    const own = team.incidents().find(({ id }) => id !== first && id !== old)?.id;
    if (own !== undefined) await team.resolve(own);
    await fireAnew(crawler);
    await split();
    expectFiring(crawler);
    expectFiring(index);
  });

  it.for([
    ['as it was', async () => {}],
    ['firing anew', (): Promise<unknown> => fireAnew(crawler)],
  ] as const)('gives the alert, %s, to what the new incident was merged into', async ([, act]) => {
    await expect(split(dies('before'))).rejects.toThrow('killed');
    await merge(newest(), first);
    await act();
    await split();
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: first });
    expect(incident(first).alerts).toEqual([cart.fingerprint, crawler.fingerprint]);
    expect(incident(old).alerts).toEqual([index.fingerprint]);
  });

  it('brings the severity that the alert has by then to what the new incident was merged into', async () => {
    await expect(split(dies('before'))).rejects.toThrow('killed');
    await merge(newest(), first);
    await team.take({ ...crawler, id: 'worse', severity: 'critical' });
    await split();
    expect(incident(first)).toMatchObject({ severity: 'critical', escalating: true });
    expect(team.started).toContain(`escalation ${first}`);
  });

  it('and whose repeat dies has not taken what came back off the list', async () => {
    await expect(split(dies('after'))).rejects.toThrow('killed');
    await team.resolve(newest());
    await fireAnew(crawler);
    await split(failing(team.store, 'putIncident', 'after', new Error('killed'))).catch(() => undefined);
    expectFiring(crawler);
  });

  it('and is repeated just before an alert that fires anew is written leaves that on the list', async () => {
    await expect(split(dies('after'))).rejects.toThrow('killed');
    await team.resolve(newest());
    team.seen = justBefore('putAlert', 1, split);
    await team.take({ ...crawler, id: 'anew' });
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: old });
    expectFiring(crawler);
  });

  it.for([
    ['just before', 'putAlert'],
    ['just after', 'incident'],
  ] as const)(
    'and is repeated %s an alert that fires anew is written does not end the old incident as recovered over it',
    async ([, method]) => {
      await expect(split(dies('after'))).rejects.toThrow('killed');
      await team.resolve(newest());
      await team.take({ ...index, id: 'over', status: 'resolved' });
      team.seen = repeatedAround(method);
      await team.take({ ...crawler, id: 'anew' });
      expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: old });
      expectFiring(crawler);
    },
  );

  it('finds the survivor of a merge that came just before an alert moved, however little is left in that', async () => {
    const merging = justBefore('putAlert', 1, () => merge(newest(), first));
    await expect(split(failing(merging, 'putAlert', 'after', new Error('killed')))).rejects.toThrow('killed');
    await splitIncident(over(team.store), { ...by, causeId: 'request-2', incidentId: first }, [cart.fingerprint]);
    await split();
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: first });
    expectFiring(crawler);
  });

  it('takes nothing along that was split off by somebody else and merged back', async () => {
    await expect(split(dies('before'))).rejects.toThrow('killed');
    await split(team.store, 'request-2');
    const other = newest();
    expect(await split()).toHaveProperty('refused');
    await merge(other, old);
    expect(await split()).toHaveProperty('refused');
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: old });
    expectFiring(crawler);
  });
});

describe('a split whose new incident is merged before an alert has moved', () => {
  // Read once before the new incident opens and once to see that it is listed.
  it('gives the alert to the survivor', async () => {
    await split(justBefore('alert', 3, () => merge(newest(), first)));
    expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: first });
    expect(incident(first).alerts).toEqual([cart.fingerprint, crawler.fingerprint]);
    expect(incident(old).alerts).toEqual([index.fingerprint]);
  });
});

describe('a merge that died', () => {
  const ends = [
    ['the survivor', () => first],
    ['the other', () => old],
  ] as const;
  it.for(crashes.flatMap((crash) => ends.map(([name, end]) => ({ ...crash, name, end }))))(
    '$when call $skip of $method and is repeated after the end of $name silences nothing that fires anew',
    async ({ end, ...crash }) => {
      await merge(old, first, crashing(team.store, crash)).catch(() => undefined);
      await team.resolve(end());
      for (const finding of [cart, crawler]) await fireAnew(finding);
      await merge(old, first);
      for (const finding of [cart, crawler]) expectFiring(finding);
    },
  );
});
