/** Which alerts share an incident, why, and which service is named for it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { priorityOf, rankCauses } from '#functions/route/correlate/likeliest-cause.ts';
import { linksTo, togetherness } from '#functions/route/correlate/links.ts';
import { likeness, wordsOf } from '#functions/route/correlate/words.ts';
import { dependencyGraph } from '#kernel/dependency-graph.ts';
import { correlationSchema, topologySchema } from '#kernel/policy.ts';
import type { AffectedService, IncidentSketch } from '#kernel/ports.ts';
import { findingOf, routePolicy } from '#test/support/findings.ts';
import { type Responders, responders } from '#test/support/responders.ts';

const graph = dependencyGraph([
  ['frontend', 'checkout'],
  ['checkout', 'payment'],
  ['payment', 'ledger'],
  ['ledger', 'orders-db'],
  ['search', 'index'],
]);
const policy = correlationSchema.parse({});
const minute = 60_000;

const at = (service: string, changes: Partial<AffectedService> = {}): AffectedService => ({
  ...{ service, title: `${service}: slow`, severity: 'warning', alertname: 'span.duration', words: [], at: 0 },
  ...changes,
});
const sketch = (...services: readonly AffectedService[]): IncidentSketch => ({
  ...{ incidentId: 'inc-1', openedAt: 0 },
  services: Object.fromEntries(services.map((each) => [each.service, each])),
});
const candidate = (service: string, changes: Partial<AffectedService> & { readonly labels?: Record<string, string> } = {}) => ({
  ...at(service, changes),
  labels: changes.labels ?? { 'service.name': service },
});

describe('an alert is tied to an incident', () => {
  it.for<[string, ReturnType<typeof candidate>, IncidentSketch, string, boolean]>([
    [
      'whose service it calls',
      candidate('checkout', { alertname: 'a' }),
      sketch(at('payment')),
      'topology 0.75 checkout calls payment',
      true,
    ],
    [
      'whose service calls it, when the cause comes last',
      candidate('payment', { alertname: 'a' }),
      sketch(at('checkout')),
      'topology 0.75 checkout calls payment',
      true,
    ],
    [
      'that it rests on over two calls',
      candidate('frontend', { alertname: 'a' }),
      sketch(at('payment')),
      'topology 0.68 frontend rests on payment, 2 calls down',
      true,
    ],
    ['of the same service', candidate('search', { alertname: 'a' }), sketch(at('search')), 'service 0.7 the same service, search', true],
    ['by nothing, of another part of the graph', candidate('search', { alertname: 'a' }), sketch(at('payment')), '', false],
    [
      'not enough by the same condition alone',
      candidate('search'),
      sketch(at('payment')),
      'text 0.4 the same condition as at payment, span.duration',
      false,
    ],
    [
      'by what it says',
      candidate('search', { words: ['pool', 'exhausted', 'connections'] }),
      sketch(at('payment', { words: ['connections', 'pool', 'exhausted', 'waiting'] })),
      'text 0.6 it says what payment says: connections pool exhausted',
      true,
    ],
    [
      'less after half the window',
      candidate('checkout', { alertname: 'a', at: 7.5 * minute }),
      sketch(at('payment')),
      'topology 0.56 checkout calls payment',
      true,
    ],
    [
      'not enough at the end of the window',
      candidate('checkout', { alertname: 'a', at: 15 * minute }),
      sketch(at('payment')),
      'topology 0.38 checkout calls payment',
      false,
    ],
    ['by nothing after the window', candidate('checkout', { at: 15 * minute + 1 }), sketch(at('payment')), '', false],
  ])('%s', ([, alert, incident, expected, joins]) => {
    const links = linksTo(alert, incident, graph, policy);
    expect(links.map(({ by, strength, reason }) => `${by} ${strength} ${reason}`).join(', ')).toBe(expected);
    expect(togetherness(links) >= policy.threshold).toBe(joins);
  });

  it('in a burst, when something else speaks for it too', () => {
    const five = sketch(...['a', 'b', 'c', 'd', 'e'].map((service) => at(service)));
    const links = linksTo(candidate('search', { at: 30_000 }), five, graph, policy);
    expect(links.map(({ by }) => by)).toEqual(['text', 'burst']);
    expect(togetherness(links)).toBeGreaterThan(policy.threshold);
  });

  it('by a rule of the policy, from the cause to the effect and back', () => {
    const rules = [{ name: 'node-down', cause: ['alertname="node-down"'], effect: ['alertname=~"pod-.*"'] }];
    const ruled = correlationSchema.parse({ rules });
    const node = at('node-7', { alertname: 'node-down' });
    const pod = at('cart', { alertname: 'pod-lost' });
    const links = [
      linksTo(candidate('cart', { alertname: 'pod-lost', labels: { alertname: 'pod-lost' } }), sketch(node), graph, ruled),
      linksTo(candidate('node-7', { alertname: 'node-down', labels: { alertname: 'node-down' } }), sketch(pod), graph, ruled),
    ];
    expect(links.map(([link]) => link?.reason)).toEqual(['rule node-down, with node-7', 'rule node-down, with cart']);
  });
});

describe('the words of a finding', () => {
  it('are those that say what, not who or how many', () => {
    expect(wordsOf('payment: pool exhausted after 30s waiting for connection to orders-db-7', ['payment', 'orders-db'])).toEqual([
      'pool',
      'exhausted',
      'waiting',
      'connection',
    ]);
  });

  it('compare by the shorter of two lists, when there is enough to compare', () => {
    expect(likeness(['a', 'b', 'c'], ['c', 'b', 'x', 'y'])).toBeCloseTo(2 / 3);
    expect(likeness(['a', 'b'], ['a', 'b'])).toBe(0);
  });
});

describe('the likeliest cause', () => {
  it('is what most of the affected rest on, wherever it came in time', () => {
    const services = ['frontend', 'checkout', 'payment', 'orders-db', 'search'].map((service, index) => at(service, { at: index }));
    expect(rankCauses(services, graph).map(({ service, explains }) => `${service} ${explains}`)).toEqual([
      'orders-db 3',
      'payment 2',
      'checkout 1',
      'frontend 0',
      'search 0',
    ]);
  });

  it('is the worst, then the first, where nothing rests on anything', () => {
    const services = [at('a', { at: 2 }), at('b', { at: 1 }), at('c', { at: 3, severity: 'critical' })];
    expect(rankCauses(services, graph).map(({ service }) => service)).toEqual(['c', 'b', 'a']);
  });

  it('in a circle of calls is found without walking in circles', () => {
    const circle = dependencyGraph([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ]);
    expect(rankCauses([at('a', { at: 1 }), at('b', { at: 0 }), at('c', { at: 2 })], circle)[0]).toMatchObject({
      service: 'b',
      explains: 2,
    });
  });

  it.for([
    ['critical', ['cart'], 2],
    ['critical', ['payment'], 1],
    ['critical', ['a', 'b', 'c', 'd', 'e'], 1],
    ['warning', ['cart'], 4],
    ['warning', ['payment'], 3],
  ] as const)('of a %s incident in %j gives priority %i', ([severity, services, priority]) => {
    expect(priorityOf(severity, services, topologySchema.parse({ services: { payment: { tier: 1 } } }))).toBe(priority);
  });
});

describe('route correlates', () => {
  let team: Responders;
  const shop = (service: string, more: Record<string, string> = {}) => ({
    labels: {
      alertname: 'slow',
      'service.name': service,
      'service.namespace': service,
      'deployment.environment.name': 'production',
      ...more,
    },
  });
  beforeEach(() => {
    team = responders({ ...routePolicy, correlation: correlationSchema.parse({}) });
    team.dependencies = [
      ['frontend', 'checkout'],
      ['checkout', 'orders-db'],
    ];
  });

  it('alerts of different groups into one incident, named after what they rest on, each with its reason', async () => {
    const findings = [
      findingOf('f-1', 'frontend', { ...shop('frontend'), severity: 'warning', title: 'frontend: slow' }),
      findingOf('f-2', 'checkout', { ...shop('checkout'), title: 'checkout: failing' }),
      findingOf('f-3', 'orders-db', { ...shop('orders-db'), title: 'orders-db: too many connections' }),
      findingOf('f-4', 'elsewhere', { ...shop('elsewhere', { alertname: 'odd' }), severity: 'warning', title: 'elsewhere: odd' }),
    ];
    for (const finding of findings) await team.take(finding);
    const [incident, other] = team.incidents();
    expect(incident).toMatchObject({
      title: 'orders-db: too many connections',
      severity: 'critical',
      cause: { service: 'orders-db', explains: 2 },
    });
    expect(incident?.alerts).toHaveLength(3);
    expect(other?.title).toBe('elsewhere: odd');
    expect(team.alert(findings[1] ?? findingOf('', '')).links?.[0]).toMatchObject({ by: 'topology', reason: 'frontend calls checkout' });
    const timeline = await team.store.timeline(incident?.id ?? '');
    expect(timeline.find(({ kind, causeId }) => kind === 'cause_named' && causeId === 'f-3')?.reason).toBe(
      'orders-db is the likeliest cause: 2 of the 2 other affected services rest on it.',
    );
  });

  it('within one batch as between batches', async () => {
    const services = ['frontend', 'checkout', 'orders-db'];
    await team.takeAll(services.map((service) => findingOf(`f-${service}`, service, { ...shop(service), title: `${service}: slow` })));
    expect(team.incidents()).toMatchObject([{ title: 'orders-db: slow', alerts: { length: 3 } }]);
  });

  it('two batches that begin at the same moment into one incident', async () => {
    await Promise.all(['checkout', 'orders-db'].map((service) => team.take(findingOf(`f-${service}`, service, shop(service)))));
    expect(team.incidents()).toHaveLength(1);
  });

  it('what turns out to be one: two incidents merge when their common cause is found', async () => {
    team.dependencies = [
      ['cart', 'orders-db'],
      ['search', 'orders-db'],
    ];
    const slow = (service: string) =>
      findingOf(`f-${service}`, service, { ...shop(service, { alertname: `odd-${service}` }), title: `${service}: odd` });
    for (const service of ['cart', 'search']) {
      await team.take(slow(service));
      team.now += 1_000;
    }
    expect(team.incidents()).toHaveLength(2);
    await team.take(slow('orders-db'));
    const [first, second] = team.incidents();
    expect(second).toMatchObject({ status: 'resolved', mergedInto: first?.id });
    expect(first).toMatchObject({ status: 'open', alerts: { length: 3 } });
    expect(team.alert(slow('search')).incidentId).toBe(first?.id);
    const merged = (await team.store.timeline(first?.id ?? '')).find(({ kind }) => kind === 'merged');
    expect(merged?.reason).toContain('orders-db: odd has to do with both: cart calls orders-db; search calls orders-db.');
    await team.take(findingOf('f-more', 'search', { ...shop('search', { alertname: 'more' }), title: 'search: more' }));
    expect(team.incidents()).toHaveLength(2);
  });

  it('not across environments', async () => {
    await team.take(findingOf('f-1', 'checkout', shop('checkout')));
    await team.take(findingOf('f-2', 'orders-db', shop('orders-db', { 'deployment.environment.name': 'staging' })));
    expect(team.incidents()).toHaveLength(2);
  });

  it('nothing into an incident that is over', async () => {
    await team.take(findingOf('f-1', 'checkout', shop('checkout')));
    await team.resolve(team.incidents()[0]?.id ?? '');
    await team.take(findingOf('f-2', 'orders-db', shop('orders-db')));
    expect(team.incidents().map(({ status }) => status)).toEqual(['resolved', 'open']);
  });

  it('without comparing a finding with more than the services of fifty incidents', async () => {
    for (let index = 0; index < 80; index += 1)
      await team.take(findingOf(`f-${index}`, `s${index}`, { ...shop(`s${index}`, { alertname: `a${index}` }), title: `t${index}` }));
    expect(team.incidents()).toHaveLength(80);
    const { incidents } = await team.store.recent('production');
    expect(incidents.length).toBe(50);
    team.now += 40 * minute;
    await team.take(findingOf('late', 'late', shop('late', { alertname: 'late' })));
    expect((await team.store.recent('production')).incidents).toHaveLength(1);
  });
});
