/** Which alerts route asks an opinion about: anomalies that are bad enough and may be shown; and that nothing hangs on it. */
import { expect, it } from 'vitest';
import type { RoutePorts } from '#functions/route/ports.ts';
import { routeStage } from '#functions/route/route.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Finding } from '#kernel/finding.ts';
import type { AskForOpinion } from '#kernel/ports.ts';
import { findingOf, routePolicy } from '#test/support/findings.ts';
import { MemoryGroupStore } from '#test/support/memory-group-store.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { silentLog } from '#test/support/remediation-case.ts';

const anomaly = (id: string, service: string, changes: Partial<Finding> = {}): Finding =>
  findingOf(id, service, { kind: 'anomaly', ...changes });

/** Routes these, one batch each; what was asked about, and what is stored. */
const routed = async (
  batches: readonly (readonly Finding[])[],
  from: 'critical' | 'warning' = 'critical',
  answer: AskForOpinion = async () => undefined,
): Promise<{ readonly asked: readonly string[]; readonly store: MemoryResponseStore }> => {
  const asked: string[] = [];
  const store = memoryResponseStore();
  const ports: RoutePorts = {
    store,
    groups: new MemoryGroupStore(),
    timers: { wake: async () => undefined },
    watch: async () => undefined,
    dependencies: { dependencies: async () => [] },
    workflows: { start: async () => ({ started: true }), complete: async () => true },
    opinions: {
      from,
      ask: async (incidentId, fingerprint) => {
        expect(await store.incident(incidentId)).toMatchObject({ status: 'open', alerts: expect.arrayContaining([fingerprint]) });
        asked.push(fingerprint);
        await answer(incidentId, fingerprint);
      },
    },
    clock: { now: () => 10_000 },
    log: silentLog,
  };
  const take = routeStage(ports, routePolicy);
  for (const batch of batches) await take(batch);
  return { asked, store };
};

it('asks about anomalies from a severity on, and about nothing else', async () => {
  const given = [anomaly('f-1', 'payment'), anomaly('f-2', 'stock', { severity: 'warning' }), findingOf('f-3', 'checkout')];
  expect((await routed([given])).asked).toEqual([given[0]?.fingerprint]);
  expect((await routed([given], 'warning')).asked).toEqual([given[0]?.fingerprint, given[1]?.fingerprint]);
});

it('does not ask again about what only repeats, and asks when it becomes bad enough', async () => {
  const mild = anomaly('f-1', 'payment', { severity: 'warning' });
  expect((await routed([[mild], [anomaly('f-2', 'payment')], [anomaly('f-3', 'payment')]])).asked).toEqual([mild.fingerprint]);
});

it('does not ask about what is kept from models, and remembers that of the alert', async () => {
  const marked = anomaly('f-1', 'payment', { evidence: { signals: [], count: 1, keptFromModels: true } });
  const { asked, store } = await routed([[marked]]);
  expect(asked).toEqual([]);
  expect((await store.alert(marked.fingerprint))?.keptFromModels).toBe(true);
});

it('remembers it for good, whatever comes later', async () => {
  const marked = anomaly('f-1', 'payment', { severity: 'warning', evidence: { signals: [], count: 1, keptFromModels: true } });
  const { store } = await routed([[marked], [anomaly('f-2', 'payment')], [anomaly('f-3', 'payment', { status: 'resolved' })]]);
  expect(await store.alert(marked.fingerprint)).toMatchObject({ status: 'resolved', keptFromModels: true });
});

it('does everything else where nobody can be asked', async () => {
  const finding = anomaly('f-1', 'payment');
  const { store } = await routed([[finding]], 'critical', async () => {
    throw new UpstreamError('no queue');
  });
  expect(await store.alert(finding.fingerprint)).toMatchObject({ status: 'firing', severity: 'critical' });
});
