/** Trouble that comes back opens its incident again, but for what a person said is over. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Reopening, reopen } from '#kernel/answers.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { escalationName } from '#kernel/workflow-names.ts';
import { findingOf } from '#test/support/findings.ts';
import { failing, type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let id: string;
let started: string[];
beforeEach(async () => {
  team = responders();
  started = [];
  await team.take(findingOf('f-1', 'payment'));
  id = team.incidents()[0]?.id ?? '';
});

const again = (changes: Partial<Reopening> = {}) =>
  reopen(
    {
      store: team.seen,
      clock: { now: () => team.now },
      workflows: {
        start: async (_workflow, name) => {
          const isNew = !started.includes(name);
          if (isNew) started.push(name);
          return { started: isNew };
        },
        complete: async () => true,
      },
    },
    { incidentId: id, by: 'route', reason: 'payment: calls fail again.', causeId: 'f-9', ...changes },
  );

describe('an incident that a machine resolved', () => {
  beforeEach(async () => {
    await team.acknowledge(id);
    await team.resolve(id, 'route');
    team.now = 61_000;
  });

  it('is opened again at the first level, with its group and an escalation of its own', async () => {
    expect(await again()).toMatchObject({ changed: true });
    const [incident] = team.incidents();
    expect(incident).toMatchObject({ status: 'open', escalationLevel: 'new', reopenCount: 1, reopenedAt: 61_000 });
    for (const gone of ['resolvedAt', 'resolvedBy', 'acknowledgedAt', 'acknowledgedBy']) expect(incident).not.toHaveProperty(gone);
    expect(started).toEqual([escalationName(id, 1)]);
    expect([...team.store.contents.groups.values()]).toEqual([id]);
    expect(await team.kinds(id)).toEqual(['opened', 'acknowledged', 'resolved', 'reopened']);
  });

  it('is opened once by the same cause delivered twice, and once more after it was resolved once more', async () => {
    await again();
    expect(await again()).toMatchObject({ changed: false });
    expect(started).toEqual([escalationName(id, 1)]);
    await team.resolve(id, 'escalate');
    await again({ causeId: 'f-10' });
    expect(team.incidents()[0]?.reopenCount).toBe(2);
    expect(started).toEqual([escalationName(id, 1), escalationName(id, 2)]);
  });

  it.for([
    { withinMs: 60_000, changed: true },
    { withinMs: 59_999, changed: false },
  ])('a minute ago is opened again within $withinMs ms: $changed', async ({ withinMs, changed }) => {
    expect((await again({ withinMs })).changed).toBe(changed);
  });

  it('stays resolved when another incident has taken its group', async () => {
    await team.store.claimGroup(team.incidents()[0]?.groupId ?? '', 'inc-other');
    expect(await again()).toMatchObject({ changed: false, incident: { status: 'resolved' } });
    expect(started).toEqual([]);
  });

  it('can be acknowledged and resolved like any other', async () => {
    await again();
    expect(await team.acknowledge(id, 'sam')).toMatchObject({ changed: true });
    expect(await team.resolve(id, 'sam')).toMatchObject({ changed: true, incident: { resolvedBy: 'sam' } });
    expect(team.store.contents.groups.size).toBe(0);
  });

  it.for(
    (['putIncident', 'record', 'claimGroup'] as const).flatMap((method) =>
      (['before', 'after'] as const).map((when) => ({ method, when })),
    ),
  )('is opened completely when a reopening that died $when $method is repeated', async ({ method, when }) => {
    team.seen = failing(team.store, method, when, new Error('killed'));
    await expect(again()).rejects.toThrow('killed');
    await again();
    expect(team.incidents()[0]).toMatchObject({ status: 'open', reopenCount: 1 });
    expect(started).toEqual([escalationName(id, 1)]);
    expect((await team.kinds(id)).filter((kind) => kind === 'reopened')).toHaveLength(1);
  });
});

describe('an incident that a person resolved', () => {
  beforeEach(() => team.resolve(id, 'sam'));

  it('is not opened again by the pipeline', async () => {
    expect(await again()).toMatchObject({ changed: false, incident: { status: 'resolved', resolvedBy: 'sam' } });
    expect([started, team.store.contents.groups.size]).toEqual([[], 0]);
  });

  it('is opened again by a person', async () => {
    expect(await again({ by: 'alex', reason: 'It is not over.' })).toMatchObject({ changed: true, incident: { status: 'open' } });
  });
});

it('an open or an unknown incident is not opened again', async () => {
  expect(await again()).toMatchObject({ changed: false, incident: { status: 'open' } });
  await expect(again({ incidentId: 'inc-unknown' })).rejects.toThrow(NotFoundError);
});
