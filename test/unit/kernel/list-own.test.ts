/** An alert that reaches an incident while a merge changes its list is on that list in the end. */
import { beforeEach, expect, it } from 'vitest';
import type { Incident } from '#kernel/incident.ts';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
const by = { by: 'sam', causeId: 'request-1', reason: 'So it is.' };
const over = (store: ResponseStore) => ({ store, workflows: team.workflows, clock: { now: () => team.now } });
const of = (id: string, namespace: string) =>
  findingOf(id, namespace, { labels: { alertname: 'a', 'service.namespace': namespace, 'service.name': id } });
const ids = () => team.incidents().map(({ id }) => id);
const listOf = (id: string): readonly string[] => team.store.contents.incidents.get(id)?.alerts ?? [];

const index = of('index', 'search');
const crawler = of('crawler', 'search');
beforeEach(async () => {
  team = responders();
  for (const finding of [index, crawler]) await team.take(finding);
});

/** Does something else right around the first write of an incident that is like this. */
const around = (
  isIt: (written: Incident) => boolean,
  before: () => Promise<unknown>,
  after: () => Promise<unknown> = async () => {},
): ((written: Incident) => Promise<void>) => {
  let times = 0;
  return async (written) => {
    const first = isIt(written) && times === 0;
    if (isIt(written)) times += 1;
    if (first) await before();
    await team.store.putIncident(written);
    if (isIt(written)) await after();
  };
};

it('when a merge that came to nothing takes off the list what has come to the survivor by itself', async () => {
  const [old = ''] = ids();
  await splitIncident(over(team.store), { ...by, incidentId: old }, [crawler.fingerprint]);
  const own = ids().at(-1) ?? '';
  const ends = around(
    ({ mergedInto }) => mergedInto !== undefined,
    () => team.resolve(own),
  );
  let wasListed = false;
  const back = around(
    ({ id, alerts }) => id === old && wasListed && !alerts.includes(crawler.fingerprint),
    () => team.take({ ...crawler, id: 'anew' }),
  );
  const store: ResponseStore = {
    ...team.store,
    putIncident: async (written) => {
      if (written.mergedInto !== undefined) return ends(written);
      await back(written);
      wasListed ||= written.id === old && written.alerts.includes(crawler.fingerprint);
    },
  };
  expect(await mergeIncidents(over(store), { ...by, incidentId: own }, old)).toEqual({ refused: 'It is resolved.' });
  expect(team.alert(crawler)).toMatchObject({ status: 'firing', incidentId: old });
  expect(listOf(old)).toContain(crawler.fingerprint);
});

it('when it joins one that is being merged, and the survivor is itself merged in the same moment', async () => {
  for (const namespace of ['shop', 'bank']) await team.take(of('pay', namespace));
  const [old = '', into = '', last = ''] = ids();
  const ranker = of('ranker', 'search');
  const store: ResponseStore = {
    ...team.store,
    putIncident: around(
      ({ mergedInto }) => mergedInto === into,
      () => team.take(ranker),
      () => mergeIncidents(over(team.store), { ...by, causeId: 'request-2', incidentId: into }, last),
    ),
  };
  await mergeIncidents(over(store), { ...by, incidentId: old }, into);
  expect(team.alert(ranker)).toMatchObject({ status: 'firing', incidentId: last });
  expect(listOf(last)).toContain(ranker.fingerprint);
});
