/** When people are left in peace: only while something holds back every alert that fires. */
import { beforeEach, expect, it } from 'vitest';
import { inhibitedByOf } from '#functions/escalate/inhibited.ts';
import { suppressionOf } from '#functions/escalate/suppression.ts';
import { maintenanceSchema, routesSchema } from '#kernel/policy.ts';
import { findingOf, routePolicy, routesPolicy } from '#test/support/findings.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const now = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;
let team: Responders;
beforeEach(async () => {
  team = responders();
  team.now = now;
  await team.take(findingOf('f-1', 'payment'));
});

const window = (name: string, matcher: string, minutes: number) => ({
  ...{ name, matchers: [matcher], start: '2026-01-05T11:30', duration: `${minutes + 30}m`, timeZone: 'UTC' },
});
const silence = (id: string, value: string, minutes: number, from = 0) =>
  team.store.putSilence({
    ...{ id, matchers: [{ name: 'service.name', operator: '=', value }], createdBy: 'sam', comment: 'Known', updatedAt: now, version: 1 },
    ...{ startsAt: now + from * minute, endsAt: now + minutes * minute },
  });

const asked = async (windows: readonly ReturnType<typeof window>[] = []) => {
  const [incident] = team.incidents();
  if (incident === undefined) throw new Error('no incident');
  const found = await suppressionOf({ store: team.store, clock: { now: () => now } }, incident, {
    maintenance: maintenanceSchema.parse({ windows }),
  });
  return found && { reason: found.reason, minutes: (found.until - now) / minute, silences: found.silences };
};

const payment = 'service.name="payment"';

it('holds nobody back without a silence or a window', async () => {
  expect(await asked()).toBeUndefined();
});

it.for([
  { matcher: payment, holds: true },
  { matcher: 'severity="critical"', holds: true },
  { matcher: 'category="dependency_failure"', holds: true },
  { matcher: 'service.name="cart"', holds: false },
])('maintenance of $matcher holds: $holds', async ({ matcher, holds }) => {
  expect(await asked([window('upgrade', matcher, 20)])).toEqual(holds ? { reason: 'maintenance', minutes: 20, silences: [] } : undefined);
});

it('a silence holds from its start to its end', async () => {
  await silence('s-1', 'payment', 5);
  expect(await asked()).toEqual({ reason: 'silence', minutes: 5, silences: ['s-1'] });
  await silence('s-2', 'payment', 30, 1);
  expect(await asked()).toMatchObject({ silences: ['s-1'] });
});

it('of what holds the same alert, what ends last counts', async () => {
  await silence('s-1', 'payment', 5);
  await silence('s-2', 'payment', 40);
  expect(await asked([window('upgrade', payment, 20)])).toEqual({ reason: 'silence', minutes: 40, silences: ['s-2'] });
  expect(await asked([window('upgrade', payment, 50)])).toEqual({ reason: 'maintenance', minutes: 50, silences: [] });
});

it('every alert that fires must be held, and the first end counts', async () => {
  await silence('s-1', 'payment', 30);
  await team.take(findingOf('f-2', 'cart'));
  expect(await asked()).toBeUndefined();
  expect(await asked([window('upgrade', 'service.name="cart"', 10)])).toEqual({ reason: 'maintenance', minutes: 10, silences: ['s-1'] });
  await team.take(findingOf('f-3', 'cart', { status: 'resolved' }));
  expect(await asked()).toMatchObject({ silences: ['s-1'] });
});

it('an alert that is not written yet is known by what its incident says', async () => {
  const [incident] = team.incidents();
  const store = { ...team.store, alert: async () => undefined };
  const policy = { maintenance: maintenanceSchema.parse({ windows: [window('upgrade', 'service.namespace="shop"', 20)] }) };
  expect(incident && (await suppressionOf({ store, clock: { now: () => now } }, incident, policy))?.reason).toBe('maintenance');
});

it('an alert that another speaks for holds nobody up while that one fires, by a rule of the routes', async () => {
  const inhibitRules = [
    {
      name: 'node-down',
      sourceMatchers: ['alertname="node-down"'],
      targetMatchers: ['service.name="payment"'],
      equal: ['service.namespace'],
    },
  ];
  const routes = routesSchema.parse({ ...routesPolicy, inhibitRules });
  team = responders({ ...routePolicy, routes });
  team.now = now;
  await team.take(findingOf('f-1', 'payment'));
  const [incident] = team.incidents();
  if (incident === undefined) throw new Error('no incident');
  const clock = { now: () => team.now };
  const inhibitedBy = inhibitedByOf(team.groups, team.store.alert, routes, clock);
  const asking = () => suppressionOf({ store: team.store, clock, inhibitedBy }, incident, { maintenance: maintenanceSchema.parse({}) });
  expect(await asking()).toBeUndefined();
  const node = {
    labels: { alertname: 'node-down', 'service.namespace': 'shop', node: 'n-1' },
    severity: 'warning',
    title: 'n-1 is down',
  } as const;
  await team.take(findingOf('f-2', 'node', node));
  expect(await asking()).toEqual({
    ...{ reason: 'inhibited', until: now + 5 * minute, silences: [] },
    text: 'Nobody is told until 12:05 UTC: n-1 is down fires and inhibits it by the rule node-down.',
  });
  await team.take(findingOf('f-3', 'node', { ...node, status: 'resolved' }));
  expect(await asking()).toBeUndefined();
});
