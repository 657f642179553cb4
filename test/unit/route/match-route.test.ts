/** Which route takes an alert, and its group key. */
import { describe, expect, it } from 'vitest';
import { groupOf as groupOfFinding } from '#functions/route/firing.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import { type RoutesPolicy, routesSchema } from '#kernel/policy.ts';
import { routesPolicy } from '#test/support/findings.ts';

const groupOf = (labels: Labels, routes: Pick<RoutesPolicy, 'route'>) =>
  groupOfFinding({ labels, severity: 'critical', category: 'performance' }, { routes: { ...routesPolicy, ...routes } });
const key = (inside: string, route = '{}') => `${route}:{${inside}}`;

describe('routing', () => {
  it.for([
    { labels: { 'service.namespace': 'billing', 'service.name': 'invoices' }, route: 'billing' },
    { labels: { 'service.namespace': 'billing2', 'service.name': 'invoices' }, route: 'everything' },
    { labels: { 'service.namespace': 'shop' }, route: 'everything' },
    { labels: {}, route: 'everything' },
  ])('gives $labels to $route', ({ labels, route }) => {
    expect(groupOf(labels, routesPolicy).route.name).toBe(route);
  });

  it('takes an absent label for an empty one, as Alertmanager does', () => {
    const unowned = { name: 'unowned', matchers: ['team=""'] };
    const { route } = routesSchema.parse({ route: { ...routesPolicy.route, routes: [unowned, ...routesPolicy.route.routes] } });
    expect(groupOf({}, { route }).route.name).toBe('unowned');
    expect(groupOf({ team: 'a' }, { route }).route.name).toBe('everything');
  });

  it.for([
    {
      labels: { 'service.namespace': 'shop', 'deployment.environment.name': 'production', other: 'x' },
      expected: key('deployment.environment.name="production", service.namespace="shop"'),
    },
    { labels: { 'service.namespace': 'shop' }, expected: key('service.namespace="shop"') },
    { labels: { 'service.namespace': '' }, expected: key('') },
    {
      labels: { 'service.namespace': 'billing', 'service.name': 'a"b' },
      expected: key('service.name="a\\"b"', '{}/{service.namespace="billing"}'),
    },
  ])('groups $labels under $expected', ({ labels, expected }) => {
    expect(groupOf(labels, routesPolicy).key).toBe(expected);
  });

  it('keeps groups apart whose values could run into each other', () => {
    const one = groupOf({ 'service.namespace': 'a",deployment.environment.name="b' }, routesPolicy);
    const two = groupOf({ 'service.namespace': 'a', 'deployment.environment.name': 'b' }, routesPolicy);
    expect(one.key).not.toBe(two.key);
  });
});
