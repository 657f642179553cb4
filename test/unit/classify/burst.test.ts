/** A service that suddenly says many new things is a finding, once; one that just began is none. */
import { expect, it } from 'vitest';
import { burstWatch, type Sighting } from '#functions/classify/burst.ts';
import { findingSchema } from '#kernel/finding.ts';
import { frameOf, resourceOf, startAt } from '#test/support/signals.ts';

const minute = 60_000;
const at = (ms: number) => ({ ...frameOf('f', []), receivedAt: startAt + ms });
const sighting = (changes: Partial<Sighting>): Sighting => ({
  service: 's',
  resource: resourceOf('cart', { 'service.version': '1.4' }).attributes,
  minted: 0,
  found: 0,
  indexes: [0],
  sample: 'a new thing',
  keptFromModels: false,
  ...changes,
});

it('tells of many new kinds of a known service within five minutes, once a window, with the deployment before it', () => {
  const watch = burstWatch();
  expect(watch(at(0), sighting({ found: 40 }))).toBeUndefined();
  const deployed = resourceOf('cart', { 'service.version': '1.5' }).attributes;
  expect(watch(at(minute), sighting({ minted: 12, resource: deployed }))).toBeUndefined();
  const finding = watch(at(2 * minute), sighting({ minted: 25, resource: deployed }));
  expect(findingSchema.parse(finding)).toMatchObject({
    kind: 'anomaly',
    severity: 'warning',
    category: 'deployment',
    title: 'cart: 37 new kinds of message in 5 minutes, after 1.4 became 1.5',
    evidence: { count: 37 },
  });
  expect(watch(at(2.1 * minute), sighting({ minted: 25 }))).toBeUndefined();
});

it('says nothing of a service that begins, of few new kinds, or of many over a long time', () => {
  const watch = burstWatch();
  expect(watch(at(0), sighting({ minted: 500 }))).toBeUndefined();
  expect(watch(at(10 * minute), sighting({ service: 'other', found: 40 }))).toBeUndefined();
  for (let step = 0; step < 50; step += 1)
    expect(watch(at(10 * minute + step * minute), sighting({ service: 'other', minted: 3 }))).toBeUndefined();
});

it('knows a service by what it said half an hour ago', () => {
  const watch = burstWatch();
  watch(at(0), sighting({ minted: 30 }));
  expect(watch(at(29 * minute), sighting({ minted: 30 }))).toBeUndefined();
  expect(watch(at(61 * minute), sighting({ minted: 30, keptFromModels: true }))).toMatchObject({ evidence: { keptFromModels: true } });
});
