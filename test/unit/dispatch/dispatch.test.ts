import { describe, expect, it } from 'vitest';
import { UpstreamError } from '#kernel/errors.ts';
import { firstDifference } from '#test/support/alertmanager/compare.ts';
import { playCase } from '#test/support/alertmanager/play-case.ts';
import { randomCase } from '#test/support/alertmanager/random-case.ts';
import { begin, GroupWorld, minute, second } from '#test/support/group-world.ts';

const routes = {
  route: { escalation: 'on-call', receiver: 'team', groupWait: '10s', groupInterval: '1m', repeatInterval: '10m' },
  receivers: [{ name: 'team', channels: [{ channel: 'chat' }] }],
};

const heard = (world: GroupWorld) =>
  world.told.map(({ after, notificationReason, alerts }) => [after / second, notificationReason, alerts.length]);

describe('a group', () => {
  it('waits for company, keeps its beat, and repeats itself', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a', 'b'));
    await world.pass(30 * second);
    await world.announce(world.firing('c'));
    await world.pass(15 * minute);
    expect(heard(world)).toEqual([
      [10, 'first notification', 2],
      [70, 'new alerts added', 3],
      [730, 'repeat interval elapsed', 3],
    ]);
  });

  it('is looked at only when something can be due', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a'));
    await world.pass(50 * minute);
    // Once to begin, and once for each repeat.
    expect(world.answers.length).toBe(world.told.length);
    expect(world.told.length).toBe(5);
  });

  it('loses nobody of many who are announced at once', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a'));
    const names = Array.from({ length: 50 }, (_, index) => `b${index}`);
    const before = world.store.writes;
    await Promise.all(names.map((name) => world.announce(world.firing(name))));
    expect(world.store.writes - before).toBe(50);
    expect(world.timers).toHaveLength(1);
    await world.pass(minute);
    expect(heard(world)).toEqual([[10, 'first notification', 51]]);
  });

  it('ends with its last alert, and the next one begins its next life', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a'));
    await world.pass(30 * second);
    await world.end('a');
    await world.pass(2 * minute);
    await world.announce(world.firing('a'));
    await world.pass(minute);
    expect(heard(world)).toEqual([
      [10, 'first notification', 1],
      [70, 'all alerts resolved', 1],
      [160, 'first notification', 1],
    ]);
    expect(new Set(world.told.map(({ key }) => key)).size).toBe(3);
  });

  it('follows an alert whose labels lead elsewhere: over in one group, firing in the other', async () => {
    const bySeverity = { ...routes, route: { ...routes.route, groupBy: ['severity'] } };
    const world = new GroupWorld(bySeverity);
    await world.announce([world.alert('a', { severity: 'warning' })]);
    await world.pass(30 * second);
    await world.announce([world.alert('a', { severity: 'critical' })]);
    await world.pass(20 * minute);
    const states = world.told.slice(0, 3).map(({ groupLabels, status }) => [groupLabels['severity'], status]);
    expect(states.toSorted()).toEqual([
      ['critical', 'firing'],
      ['warning', 'firing'],
      ['warning', 'resolved'],
    ]);
  });

  it('moves its alerts when the policy no longer has its route', async () => {
    const nested = { ...routes, route: { ...routes.route, routes: [{ matchers: ['alertname="a"'] }] } };
    const world = new GroupWorld(nested);
    await world.announce(world.firing('a'));
    world.policy = new GroupWorld(routes).policy;
    await world.pass(minute);
    expect(world.answers.map(({ kind }) => kind)).toEqual(['moved', 'flushed']);
    expect(world.told.map(({ groupKey }) => groupKey)).toEqual(['{}:{}']);
  });
});

describe('a timer', () => {
  it('has its effect once, however often it comes', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a'));
    for (const timer of [...world.timers, ...world.timers]) world.time.at(begin + 10 * second, () => world.answer(timer));
    await world.pass(5 * minute);
    for (const timer of [...world.timers]) await world.answer(timer);
    expect(heard(world)).toEqual([[10, 'first notification', 1]]);
  });

  it('that comes before its time is set again', async () => {
    const world = new GroupWorld(routes);
    await world.announce(world.firing('a'));
    const [timer] = world.timers;
    if (timer !== undefined) await world.answer(timer);
    expect(world.answers).toEqual([{ kind: 'waits' }]);
    expect(world.timers).toEqual([timer, timer]);
  });

  it('of a flush that died does it again under the same key, once whoever did it must be dead', async () => {
    const world = new GroupWorld(routes);
    const { logNotification } = world.store;
    let deaths = 1;
    world.store.logNotification = async (...given) => {
      deaths -= 1;
      if (deaths >= 0) throw new Error('killed');
      return logNotification.apply(world.store, given);
    };
    await world.announce(world.firing('a'));
    await world.pass(5 * minute);
    expect(world.told.map(({ notificationReason }) => notificationReason)).toEqual(['first notification', 'first notification']);
    expect(new Set(world.told.map(({ key }) => key)).size).toBe(1);
  });
});

describe('what fails', () => {
  const two = { ...routes, receivers: [{ name: 'team', channels: [{ channel: 'chat' }, { channel: 'mail' }] }] };

  it('is tried again within the flush when the other side is ill, and holds up nobody else', async () => {
    const world = new GroupWorld(two);
    let ill = 2;
    world.onDelivery = (channel) => {
      if (channel === 'mail' && ill > 0) {
        ill -= 1;
        throw new UpstreamError('ill', { status: 503 });
      }
    };
    await world.announce(world.firing('a'));
    await world.pass(30 * second);
    expect(world.told.map(({ channel }) => channel)).toEqual(['chat', 'mail']);
    expect(world.told[1]?.after).toBeGreaterThan(10 * second);
    expect(world.told[1]?.after).toBeLessThan(13 * second);
  });

  it.for([400, 429])('waits for the next tick after a %d', async (status) => {
    const world = new GroupWorld(two);
    let refusals = 1;
    world.onDelivery = (channel) => {
      if (channel === 'mail' && refusals > 0) {
        refusals -= 1;
        throw new UpstreamError('refused', { status });
      }
    };
    await world.announce(world.firing('a'));
    await world.pass(5 * minute);
    expect(world.told.map(({ channel, after }) => [channel, after / second])).toEqual([
      ['chat', 10],
      ['mail', 70],
    ]);
  });
});

describe('what is held back', () => {
  it('is on record with its reason, once while it stays the same', async () => {
    const world = new GroupWorld(routes);
    const silence = { createdBy: 'sam', comment: 'we know', updatedAt: begin, version: 1, startsAt: begin, endsAt: begin + 30 * minute };
    world.silences.push({ ...silence, id: 's-1', matchers: [{ name: 'alertname', operator: '=', value: 'a' }] });
    await world.announce(world.firing('a', 'b'));
    await world.pass(5 * minute);
    const groupId = world.timers[0]?.groupId ?? '';
    expect(await world.store.suppressions(groupId, 9)).toMatchObject([
      { reason: 'silence', by: ['s-1'], fingerprints: ['a'], count: 1, receiver: 'team', text: 'Silenced by sam: we know.' },
    ]);
    expect(world.told.map(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))).toEqual([['b']]);
  });

  it('is told as soon as nothing holds it any more', async () => {
    const world = new GroupWorld(routes);
    const silence = { createdBy: 'sam', comment: '', updatedAt: begin, version: 1, startsAt: begin, endsAt: begin + 3 * minute };
    world.silences.push({ ...silence, id: 's-1', matchers: [{ name: 'alertname', operator: '=~', value: '.+' }] });
    await world.announce(world.firing('a'));
    await world.pass(10 * minute);
    expect(heard(world)[0]).toEqual([190, 'first notification', 1]);
  });

  it('by a source stays so while another one that was heard of since fires', async () => {
    const rules = [{ sourceMatchers: ['kind="cause"'], targetMatchers: ['kind="effect"'] }];
    const world = new GroupWorld({ ...routes, inhibitRules: rules });
    await world.announce([world.alert('first', { kind: 'cause' }), world.alert('second', { kind: 'cause' })]);
    await world.announce([world.alert('effect', { kind: 'effect' })]);
    await world.pass(30 * second);
    await world.end('second');
    await world.pass(30 * second);
    // Seen again, which is no change that anybody announces.
    world.keep([world.alert('first', { kind: 'cause' })]);
    await world.pass(5 * minute);
    expect(world.told.flatMap(({ alerts }) => alerts.map(({ fingerprint }) => fingerprint))).not.toContain('effect');
  });
});

it.for(Array.from({ length: 30 }, (_, index) => 10_000 + index))('skips no tick that matters (seed %d)', async (seed) => {
  const recorded = randomCase(seed);
  expect(firstDifference(await playCase(recorded, { everyTick: true }), await playCase(recorded), 0)).toBeUndefined();
});
