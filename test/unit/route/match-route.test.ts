/** Which route takes an alert, and its group key. */
import { describe, expect, it } from 'vitest';
import { groupOf, matchRoute } from '#functions/route/match-route.ts';
import { routesPolicy } from '#test/support/findings.ts';

describe('routing', () => {
  it.for([
    { labels: { 'service.namespace': 'billing', 'service.name': 'invoices' }, route: 'billing' },
    { labels: { 'service.namespace': 'billing2', 'service.name': 'invoices' }, route: 'everything' },
    { labels: { 'service.namespace': 'shop' }, route: 'everything' },
    { labels: {}, route: 'everything' },
  ])('gives $labels to $route', ({ labels, route }) => {
    expect(matchRoute(labels, routesPolicy).name).toBe(route);
  });

  it('takes an absent label for an empty one, as Alertmanager does', () => {
    const unowned = { name: 'unowned', match: { team: '' }, groupBy: ['service.name'], escalation: 'on-call' };
    const policy = { routes: [unowned, ...routesPolicy.routes] };
    expect(matchRoute({}, policy).name).toBe('unowned');
    expect(matchRoute({ team: 'a' }, policy).name).toBe('everything');
  });

  it.for([
    {
      labels: { 'service.namespace': 'shop', 'deployment.environment.name': 'production', other: 'x' },
      key: 'everything/{deployment.environment.name="production",service.namespace="shop"}',
    },
    { labels: { 'service.namespace': 'shop' }, key: 'everything/{service.namespace="shop"}' },
    { labels: { 'service.namespace': '' }, key: 'everything/{}' },
    { labels: { 'service.namespace': 'billing', 'service.name': 'a"b' }, key: 'billing/{service.name="a\\"b"}' },
  ])('groups $labels under $key', ({ labels, key }) => {
    expect(groupOf(labels, routesPolicy).key).toBe(key);
  });

  it('keeps groups apart whose values could run into each other', () => {
    const one = groupOf({ 'service.namespace': 'a",deployment.environment.name="b' }, routesPolicy);
    const two = groupOf({ 'service.namespace': 'a', 'deployment.environment.name': 'b' }, routesPolicy);
    expect(one.key).not.toBe(two.key);
  });
});
