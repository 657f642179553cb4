/** Acknowledging and resolving: once, completely, and never the wrong way round. */
import { beforeEach, describe, expect, it } from 'vitest';
import { escalationPendingId } from '#kernel/answers.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { findingOf } from '#test/support/findings.ts';
import { failing, type Responders, respondersWithIncident } from '#test/support/responders.ts';

let team: Responders;
let id: string;
beforeEach(async () => {
  ({ team, id } = await respondersWithIncident());
});

const wait = (waitingFor: 'answer' | 'resolution') =>
  team.store.putPending({
    id: escalationPendingId(id),
    incidentId: id,
    purpose: 'escalation',
    taskToken: 'token',
    createdAt: 0,
    expiresAt: 1,
    detail: { waitingFor },
  });

describe('an acknowledgement', () => {
  it('is written, recorded and told to the waiting escalation', async () => {
    await wait('answer');
    team.now = 5_000;
    expect(await team.acknowledge(id, 'sam')).toMatchObject({ changed: true, incident: { status: 'acknowledged', acknowledgedBy: 'sam' } });
    expect(team.completed).toEqual([{ token: 'token', output: { outcome: 'acknowledged', by: 'sam', at: 5_000 } }]);
    expect(await team.kinds(id)).toEqual(['opened', 'acknowledged']);
  });

  it('stays with the first who gave it', async () => {
    await team.acknowledge(id, 'sam');
    expect(await team.acknowledge(id, 'alex')).toMatchObject({ changed: false, incident: { acknowledgedBy: 'sam' } });
    expect(await team.kinds(id)).toEqual(['opened', 'acknowledged']);
  });

  it('does not end a wait for the resolution', async () => {
    await wait('resolution');
    await team.acknowledge(id);
    expect(team.completed).toEqual([]);
  });

  it('never un-resolves', async () => {
    await team.resolve(id);
    expect(await team.acknowledge(id)).toMatchObject({ changed: false, incident: { status: 'resolved' } });
    expect(await team.kinds(id)).toEqual(['opened', 'resolved']);
  });

  it('loses its race against a resolution', async () => {
    const { store } = team;
    const outrun = {
      ...store,
      putIncident: async (incident: Parameters<typeof store.putIncident>[0]) => {
        team.seen = store;
        await team.resolve(id);
        return store.putIncident(incident);
      },
    };
    team.seen = outrun;
    expect(await team.acknowledge(id)).toMatchObject({ changed: false, incident: { status: 'resolved' } });
  });
});

describe('a resolution', () => {
  it('resolves the alerts, frees the group and ends the wait', async () => {
    await wait('resolution');
    await team.resolve(id, 'sam');
    expect(team.alert(findingOf('', 'payment'))).toMatchObject({ status: 'resolved', resolvedAt: 1_000 });
    expect(team.store.contents.groups.size).toBe(0);
    expect(team.completed).toHaveLength(1);
  });

  it('leaves an alert alone that belongs to a later incident', async () => {
    await team.resolve(id);
    await team.take(findingOf('f-2', 'payment'));
    await team.resolve(id);
    expect(team.alert(findingOf('', 'payment')).status).toBe('firing');
    expect(team.store.contents.groups.size).toBe(1);
  });
});

describe('an answer', () => {
  it('to an unknown incident is refused', async () => {
    await expect(team.acknowledge('inc-unknown')).rejects.toThrow(NotFoundError);
    await expect(team.resolve('inc-unknown')).rejects.toThrow(NotFoundError);
  });

  it.for(
    (['putIncident', 'record', 'putAlert', 'releaseGroup', 'pending'] as const).flatMap((method) =>
      (['before', 'after'] as const).map((when) => ({ method, when })),
    ),
  )('that dies $when $method is finished when it is given again', async ({ method, when }) => {
    await wait('answer');
    team.seen = failing(team.store, method, when, new Error('killed'));
    await expect(team.resolve(id, 'sam')).rejects.toThrow('killed');
    team.now = 9_000;
    await team.resolve(id, 'sam');
    expect(team.incidents()[0]?.status).toBe('resolved');
    expect(team.alert(findingOf('', 'payment')).status).toBe('resolved');
    expect(team.store.contents.groups.size).toBe(0);
    expect(team.completed.length).toBeGreaterThan(0);
    expect(await team.kinds(id)).toEqual(['opened', 'resolved']);
  });
});
