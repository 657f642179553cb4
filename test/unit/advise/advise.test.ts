/** The advise stage: asks once, of what is still open and may be shown, and writes one annotation that nobody who decides reads. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Advised, advise, type Delivery } from '#functions/advise/advise.ts';
import { circumstancesOf } from '#functions/advise/circumstances.ts';
import { nearServices } from '#functions/advise/near-services.ts';
import type { AdvisePorts } from '#functions/advise/ports.ts';
import { reportOf } from '#functions/advise/report.ts';
import type { Alert } from '#kernel/alert.ts';
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import type { Advice, Circumstances } from '#kernel/opinion.ts';
import { topologySchema } from '#kernel/policy.ts';
import type { Claim } from '#kernel/ports.ts';
import { alertOf } from '#test/support/circumstances.ts';

const topology = topologySchema.parse({ services: { checkout: { dependsOn: ['stock'] }, frontend: { dependsOn: ['checkout'] } } });
const policy = { topology, neighbours: 2 };
const request = { incidentId: 'inc-1', fingerprint: 'fp-checkout' };
const opinion: Advice = {
  kind: 'opinion',
  opinion: {
    context: 'Payment is late',
    likelyCause: { kind: 'alert', fingerprint: 'fp-payment', title: 'payment: calls fail' },
    confidence: 0.7,
    provider: 'nova',
    model: 'nova-micro',
  },
};

let incident: Partial<Incident> | undefined;
let alerts: Map<string, Alert>;
let entries: Map<string, TimelineEntry>;
let claims: Map<string, { owner: string; until: number; taken: boolean }>;
let asked: Circumstances[];
let answers: Advice[];
let now: number;

beforeEach(() => {
  incident = { id: 'inc-1', status: 'open', alerts: ['fp-payment', 'fp-checkout'] };
  alerts = new Map([alertOf('checkout', 'inc-1'), alertOf('payment', 'inc-1')].map((alert) => [alert.fingerprint, alert]));
  entries = new Map();
  claims = new Map();
  asked = [];
  answers = [];
  now = Date.UTC(2026, 10, 20, 10, 1);
});

const ports: AdvisePorts = {
  store: {
    incident: async () => incident as Incident | undefined,
    alerts: async (fingerprints) => new Map(fingerprints.flatMap((each) => (alerts.has(each) ? [[each, alerts.get(each) as Alert]] : []))),
  },
  annotations: {
    annotate: async (entry) => {
      const key = `${entry.incidentId} ${entry.kind} ${entry.causeId}`;
      if (!entries.has(key)) entries.set(key, entry);
    },
  },
  dependencies: { dependencies: async () => [] },
  claims: {
    claim: async (key, owner, at, until): Promise<Claim> => {
      const known = claims.get(key);
      if (known !== undefined && known.until > at && known.owner !== owner) return known.taken ? 'taken' : 'in-flight';
      claims.set(key, { owner, until, taken: false });
      return 'new';
    },
    confirm: async (key, owner, until) => void claims.set(key, { owner, until, taken: true }),
    release: async (key) => void claims.delete(key),
  },
  adviser: {
    advise: async (circumstances) => {
      asked.push(circumstances);
      return answers.shift() ?? opinion;
    },
  },
  clock: { now: () => now },
};

let deliveries = 0;
const deliver = (changes: Partial<Delivery> = {}): Promise<Advised> => {
  deliveries += 1;
  return advise(request, { id: `delivery-${deliveries}`, isLast: false, ...changes }, policy, ports);
};

it('writes one remark, whose it is and that it decides nothing', async () => {
  expect(await deliver()).toBe('annotated');
  expect([...entries.values()]).toEqual([
    {
      incidentId: 'inc-1',
      at: now,
      kind: 'second_opinion',
      causeId: 'fp-checkout',
      by: 'advise',
      reason:
        'A model’s remark (nova, nova-micro), which decides nothing, on checkout: span.duration too high (2.1 s): Payment is late. It names as likeliest cause: payment: calls fail (70 % sure).',
      detail: { fingerprint: 'fp-checkout', provider: 'nova', model: 'nova-micro', confidence: 0.7, causeAlert: 'fp-payment' },
    },
  ]);
});

describe('asks once', () => {
  it('whatever comes again', async () => {
    await deliver();
    expect([await deliver(), await deliver({ isLast: true })]).toEqual(['duplicate', 'duplicate']);
    expect(asked).toHaveLength(1);
    expect(entries.size).toBe(1);
  });

  it.for<'suspicious' | 'no_opinion'>(['suspicious', 'no_opinion'])('also where nothing was said (%s)', async (kind) => {
    answers = [{ kind }];
    expect([await deliver(), await deliver()]).toEqual([kind, 'duplicate']);
    expect(asked).toHaveLength(1);
    expect(entries.size).toBe(0);
  });

  it('of two deliveries at once, and the second comes back', async () => {
    claims.set('opinion-inc-1-fp-checkout', { owner: 'another', until: now + 30_000, taken: false });
    await expect(deliver()).rejects.toMatchObject({ name: 'ConflictError' });
    expect(await deliver({ isLast: true })).toBe('duplicate');
    expect(asked).toEqual([]);
    // The other one died.
    now += 120_000;
    expect(await deliver()).toBe('annotated');
  });
});

it('tries again while no model can be asked, and says so in the end', async () => {
  answers = [{ kind: 'unavailable' }, { kind: 'unavailable' }, opinion];
  await expect(deliver()).rejects.toMatchObject({ name: 'UpstreamError', retryable: true });
  await expect(deliver()).rejects.toMatchObject({ name: 'UpstreamError' });
  expect(await deliver()).toBe('annotated');
  answers = [{ kind: 'unavailable' }];
  claims.clear();
  expect(await deliver({ isLast: true })).toBe('unavailable');
});

describe('asks nothing', () => {
  it('about what is over', async () => {
    incident = { ...incident, status: 'resolved' };
    expect(await deliver()).toBe('resolved');
    expect(asked).toEqual([]);
  });

  it('about what is not there yet, and comes back for it', async () => {
    alerts.delete('fp-checkout');
    await expect(deliver()).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await deliver({ isLast: true })).toBe('unknown');
    expect(asked).toEqual([]);
  });

  it('about an alert that is kept from models, nor shows one beside another', async () => {
    alerts.set('fp-payment', alertOf('payment', 'inc-1', { keptFromModels: true }));
    await deliver();
    expect(asked[0]?.neighbours).toEqual([]);
    claims.clear();
    alerts.set('fp-checkout', alertOf('checkout', 'inc-1', { keptFromModels: true }));
    expect(await deliver()).toBe('kept_from_models');
    expect(asked).toHaveLength(1);
  });

  it('about an alert that has gone to another incident', async () => {
    alerts.set('fp-checkout', alertOf('checkout', 'inc-2'));
    expect(await deliver()).toBe('moved');
    expect(asked).toEqual([]);
  });
});

it('shows the neighbours that fire and are nearest in time, the same whatever order they come in', () => {
  const at = Date.UTC(2026, 10, 20, 10);
  const others = [
    alertOf('far', 'inc-1', { firstSeenAt: at - 3_600_000 }),
    alertOf('near', 'inc-1', { firstSeenAt: at + 1_000 }),
    alertOf('over', 'inc-1', { firstSeenAt: at, status: 'resolved' }),
  ];
  const shown = (given: readonly Alert[]) =>
    circumstancesOf(alertOf('checkout', 'inc-1'), given, policy, []).neighbours.map(({ service }) => service);
  expect(shown(others)).toEqual(['near', 'far']);
  expect(shown(others.toReversed())).toEqual(['near', 'far']);
});

it('names services that operators wrote, and learned ones only where they are shown anyhow', () => {
  const learned = [
    ['checkout', 'payment'],
    ['checkout', 'hidden'],
    ['checkout', 'checkout'],
  ] as const;
  expect(nearServices('checkout', topology, learned, new Set(['payment']))).toEqual([
    { service: 'stock', relation: 'is called by the anomalous service' },
    { service: 'frontend', relation: 'calls the anomalous service' },
    { service: 'payment', relation: 'is called by the anomalous service' },
  ]);
});

it('reports every request that is done with as produced or suppressed', () => {
  expect(reportOf('annotated', { provider_answered: 1 })).toEqual({
    received: 1,
    produced: 1,
    suppressed: {},
    quarantined: 0,
    answered: { provider_answered: 1 },
  });
  expect(reportOf('resolved')).toEqual({ received: 1, produced: 0, suppressed: { resolved: 1 }, quarantined: 0 });
});
