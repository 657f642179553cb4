/** How long incidents stand whose alerts nobody sees again: those of forecasts are looked at by the hour only. */
import { expect, it } from 'vitest';
import { watchIncident } from '#functions/dispatch/watch.ts';
import type { Alert } from '#kernel/alert.ts';
import { routedAlert } from '#kernel/routing/routed-alert.ts';
import { memoryResponseStore } from '#test/support/memory-response-store.ts';
import { alertAt, incidentAt } from '#test/support/remediation-case.ts';

const minute = 60_000;
const hour = 60 * minute;
const seenAt = Date.parse('2026-11-02T09:00:00Z');

/** When it is looked at again, in minutes since the alert was seen; undefined when it is over. */
const lookedAtAgain = async (kind: Alert['kind'], passed: number, resolveTimeout = '5m'): Promise<number | undefined> => {
  const store = memoryResponseStore();
  await store.putIncident(incidentAt(seenAt, { escalating: false }));
  await store.putAlert(alertAt(seenAt, kind === undefined ? {} : { kind }));
  const next = await watchIncident('inc-1', { store, clock: { now: () => seenAt + passed } }, { resolveTimeout });
  expect((await store.incident('inc-1'))?.status).toBe(next === undefined ? 'resolved' : 'open');
  return next === undefined ? undefined : Math.round((next - seenAt) / minute);
};

it.for<Alert['kind']>([undefined, 'anomaly', 'event'])('an incident of kind %s ends with the resolve timeout', async (kind) => {
  expect(await lookedAtAgain(kind, 5 * minute)).toBe(6);
  expect(await lookedAtAgain(kind, 7 * minute)).toBeUndefined();
});

it('an incident of a forecast stands until the forecast would have been withdrawn', async () => {
  expect(await lookedAtAgain('forecast', 7 * minute)).toBe(241);
  expect(await lookedAtAgain('forecast', 4 * hour)).toBe(241);
  expect(await lookedAtAgain('forecast', 4 * hour + 2 * minute)).toBeUndefined();
  expect(await lookedAtAgain('forecast', 5 * hour, '6h')).toBe(361);
});

it('messages to groups take a forecast for firing as long', () => {
  const endsAt = (changes: Partial<Alert>): number => routedAlert(alertAt(seenAt, changes), { resolveTimeout: '5m' }).endsAt - seenAt;
  expect([endsAt({}), endsAt({ kind: 'forecast' })]).toEqual([5 * minute, 4 * hour]);
});
