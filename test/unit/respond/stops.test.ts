/** A stop of what is done about one incident, and its lifting. */
import { beforeEach, expect, it } from 'vitest';
import { caller } from '#test/support/respond-call.ts';
import { type Responders, respondersWithIncident } from '#test/support/responders.ts';

let team: Responders;
let id: string;
beforeEach(async () => {
  ({ team, id } = await respondersWithIncident());
});

const call = caller(() => team);
const say = (what: 'stop' | 'resume', by = 'alex') =>
  call({ route: `POST /v1/incidents/{id}/${what}-remediation`, id, body: { by, reason: `${by} says ${what}.` } });
const written = async () =>
  (await team.store.timeline(id)).flatMap(({ kind, reason }) => (kind.startsWith('remediation_') ? [`${kind}: ${reason}`] : []));

it('is lifted by a person, with a reason, and is on record as the stop was', async () => {
  expect((await say('stop')).json).toMatchObject({ stop: { subject: id, by: 'alex', reason: 'alex says stop.' } });
  team.now += 1_000;
  expect((await say('resume', 'sam')).json).toEqual({ stop: null });
  expect(await team.store.stop(id)).toBeUndefined();
  expect(await written()).toEqual(['remediation_stopped: alex says stop.', 'remediation_resumed: sam says resume.']);
  expect(await team.chain.read({ after: 0, limit: 10 })).toMatchObject([
    { actor: 'alex', act: 'remediation_stopped', subject: { incident: id } },
    { actor: 'sam', act: 'remediation_resumed', subject: { incident: id }, reason: 'sam says resume.', detail: { via: 'local' } },
  ]);
});

it('can be made again after it was lifted, and that is on record, too', async () => {
  for (const what of ['stop', 'resume', 'stop', 'stop'] as const) {
    await say(what);
    team.now += 1_000;
  }
  expect(await team.store.stop(id)).toMatchObject({ by: 'alex' });
  expect(await written()).toEqual([
    'remediation_stopped: alex says stop.',
    'remediation_resumed: alex says resume.',
    'remediation_stopped: alex says stop.',
  ]);
});

it('that is not there is lifted without a word', async () => {
  expect((await say('resume')).json).toEqual({ stop: null });
  expect(await written()).toEqual([]);
});

it('of everything stays when that of an incident is lifted', async () => {
  await call({ route: 'POST /v1/remediation/stop', body: { by: 'alex', reason: 'Night.' } });
  await say('stop');
  await say('resume');
  expect(await team.store.stop('all')).toMatchObject({ reason: 'Night.' });
});

it('is not lifted without a reason', async () => {
  await say('stop');
  expect((await call({ route: 'POST /v1/incidents/{id}/resume-remediation', id, body: {} })).statusCode).toBe(400);
  expect(await team.store.stop(id)).toBeDefined();
});
