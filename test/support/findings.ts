/** Findings as analysers send them, and the policy that routing tests start from. */

import type { RoutePolicy } from '#functions/route/ports.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, type Labels } from '#kernel/fingerprint.ts';
import { correlationSchema, type RoutesPolicy, remediationsSchema, routesSchema, topologySchema } from '#kernel/policy.ts';

/** A critical finding about a service; the fingerprint follows from the labels. */
export const findingOf = (id: string, service: string, changes: Partial<Finding> = {}): Finding => {
  const labels: Labels = changes.labels ?? {
    alertname: 'calls-fail',
    'service.name': service,
    'service.namespace': 'shop',
    'deployment.environment.name': 'production',
  };
  return {
    id,
    kind: 'classification',
    status: 'firing',
    severity: 'critical',
    category: 'dependency_failure',
    confidence: 0.9,
    fingerprint: fingerprint(labels),
    labels,
    title: `${service}: calls fail`,
    reason: 'Rule calls-fail says so.',
    startsAt: 1_000,
    lastSeenAt: 1_000,
    source: 'classify/rule/calls-fail',
    evidence: { signals: ['frame#0'], count: 2 },
    ...changes,
  };
};

/** One group per environment and namespace; billing has a route of its own. */
export const routesPolicy: RoutesPolicy = routesSchema.parse({
  route: {
    name: 'everything',
    groupBy: ['service.namespace', 'deployment.environment.name'],
    escalation: 'on-call',
    routes: [{ name: 'billing', matchers: ['service.namespace="billing"'], groupBy: ['service.name'], escalation: 'billing' }],
  },
});

/** With correlation by group alone, unless a test says otherwise. */
export const routePolicy: RoutePolicy = {
  routes: routesPolicy,
  correlation: correlationSchema.parse({ threshold: 1 }),
  topology: topologySchema.parse({}),
  remediations: remediationsSchema.parse({
    targets: {},
    rules: [{ name: 'restart', description: 'Restart it', match: {}, target: 'awx', template: '42', approval: { required: false } }],
  }),
};
