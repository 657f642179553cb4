/** What joins while somebody takes care is told; what holds people back is looked at again when it may be over. */
import { beforeEach, describe, expect, it } from 'vitest';
import { escalationPendingId, tellOfGrowth, type Wait, wakeEscalations } from '#kernel/answers.ts';
import { findingOf } from '#test/support/findings.ts';
import { type Responders, responders } from '#test/support/responders.ts';

let team: Responders;
let id: string;
beforeEach(async () => {
  team = responders();
  await team.take(findingOf('f-1', 'payment'));
  await team.take(findingOf('f-2', 'cart'));
  id = team.incidents()[0]?.id ?? '';
});

const wait = (waitingFor: Wait, silences = '') =>
  team.store.putPending({
    ...{ id: escalationPendingId(id), incidentId: id, purpose: 'escalation', taskToken: 'token', createdAt: 0, expiresAt: 1 },
    detail: { waitingFor, silences },
  });

const workflows = {
  complete: async (token: string, output: unknown) => {
    team.completed.push({ token, output });
    return true;
  },
};
const grow = (causeId = 'f-2') =>
  tellOfGrowth({ store: team.seen, workflows, clock: { now: () => team.now } }, { incidentId: id, causeId, title: 'cart: calls fail' });
const outcomes = () => team.completed.map(({ output }) => (output as { readonly outcome: string }).outcome);

describe('an alert that joins', () => {
  it('what is in hand is kept for whoever waits next, and told to who waits now', async () => {
    await team.acknowledge(id);
    await wait('resolution');
    await grow();
    expect(team.incidents()[0]).toMatchObject({ status: 'acknowledged', growth: { causeId: 'f-2', title: 'cart: calls fail' } });
    expect(outcomes()).toEqual(['grown']);
  });

  it('is written once however often it is told', async () => {
    await team.acknowledge(id);
    await grow();
    const version = team.incidents()[0]?.version;
    await grow();
    expect(team.incidents()[0]?.version).toBe(version);
  });

  it.for<{ readonly waitingFor: Wait; readonly told: readonly string[] }>([
    { waitingFor: 'answer', told: [] },
    { waitingFor: 'suppression', told: ['reconsider'] },
  ])('an open incident that waits for $waitingFor tells it $told', async ({ waitingFor, told }) => {
    await wait(waitingFor);
    await grow();
    expect(outcomes()).toEqual(told);
    expect(team.incidents()[0]).not.toHaveProperty('growth');
  });

  it('a resolved incident tells nobody', async () => {
    await wait('suppression');
    await team.resolve(id);
    team.completed.length = 0;
    await grow();
    expect(outcomes()).toEqual([]);
  });
});

describe('a silence that ends early', () => {
  const wake = (silenceId: string) => wakeEscalations({ store: team.seen, workflows }, { silenceId, by: 'sam', at: 5 });

  it('wakes the escalations that wait for it, and no others', async () => {
    await wait('suppression', 's-1 s-2');
    expect([await wake('s-3'), await wake('s-2')]).toEqual([0, 1]);
    expect(team.completed).toEqual([{ token: 'token', output: { outcome: 'reconsider', by: 'sam', at: 5 } }]);
  });

  it('wakes none that waits for an answer', async () => {
    await wait('answer', 's-1');
    expect(await wake('s-1')).toBe(0);
  });
});
