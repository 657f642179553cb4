/** A critical alert of the payment service in an open incident, and the policy that may restart it: what remediation and notification tests start from. */

import type * as z from 'zod';
import type { Alert } from '#kernel/alert.ts';
import { fingerprint } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import { type Policy, policySchema } from '#kernel/policy.ts';
import type { Log, Workflows } from '#kernel/ports.ts';
import { runbookHash } from '#kernel/runbook.ts';

const labels = {
  alertname: 'payment-declined',
  'service.name': 'payment',
  'service.namespace': 'shop',
  'deployment.environment.name': 'production',
};

export const alertAt = (at: number, changes: Partial<Alert> = {}): Alert => ({
  fingerprint: fingerprint(labels),
  labels,
  status: 'firing',
  severity: 'critical',
  category: 'dependency_failure',
  title: 'payment: calls to the bank fail',
  reason: 'rule payment-declined',
  firstSeenAt: at,
  lastSeenAt: at,
  count: 3,
  incidentId: 'inc-1',
  recentFindings: ['f-1'],
  folded: 1,
  version: 1,
  ...changes,
});

export const incidentAt = (at: number, changes: Partial<Incident> = {}): Incident => ({
  id: 'inc-1',
  status: 'open',
  severity: 'critical',
  category: 'dependency_failure',
  escalationLevel: 'new',
  title: 'payment: calls to the bank fail',
  route: 'everything',
  groupKey: 'everything/shop',
  groupId: 'shop',
  groupLabels: { 'service.namespace': 'shop' },
  alerts: [fingerprint(labels)],
  openedAt: at,
  updatedAt: at,
  escalating: true,
  version: 1,
  ...changes,
});

/** A rule as an operator writes it. */
export type WrittenRule = z.input<typeof policySchema>['remediations']['rules'][number];

const rule: WrittenRule = {
  name: 'restart-payment',
  description: 'Restart the payment service',
  match: { category: 'dependency_failure', labels: { 'service.name': 'payment' } },
  target: 'awx',
  minConfidence: 0.5,
  risk: 'low',
  mode: 'run',
  undo: { template: '43', parameters: { service: { label: 'service.name', pattern: '[a-z][a-z0-9-]{0,40}' } } },
  template: '42',
  parameters: { mode: 'rolling', service: { label: 'service.name', pattern: '[a-z][a-z0-9-]{0,40}' } },
  approval: { required: true, expiresMinutes: 60, notify: ['sam'], channels: ['hook'] },
  cooldownMinutes: 30,
  verifyAfterMinutes: 2,
  timeoutMinutes: 10,
};

/** The policy with a changed rule, rehearsed; `approval` false runs it without asking. */
export const policyWith = (changes: Partial<WrittenRule> = {}, approval = true): Policy => {
  const level = { notify: ['alex'], channels: ['console'], waitMinutes: 15 };
  const policy = policySchema.parse({
    providers: {},
    classification: { rules: [] },
    detection: {},
    routes: { route: { name: 'everything', groupBy: ['service.namespace'], escalation: 'on-call' } },
    correlation: {},
    topology: {},
    people: { people: {} },
    schedules: {},
    maintenance: {},
    processors: {},
    escalation: { policies: { 'on-call': { new: level, escalated: level, critical: level } } },
    channels: { channels: [{ name: 'hook', kind: 'webhook', url: 'https://hooks.test/x' }] },
    remediations: {
      targets: { awx: { url: 'https://awx.test' } },
      rules: [{ ...rule, ...(approval ? {} : { approval: { required: false } }), ...changes }],
    },
  });
  const { rules, targets } = policy.remediations;
  const runbooks = rules.map((each) => [each.name, { hash: runbookHash(each, targets), passed: true, runs: 1 }] as const);
  return { ...policy, rehearsals: { runbooks: Object.fromEntries(runbooks) } };
};

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Remembers which tokens were completed with what. */
export const recordingWorkflows = (): Workflows & { readonly completed: [string, unknown][] } => {
  const completed: [string, unknown][] = [];
  return {
    completed,
    start: async () => ({ started: true }),
    complete: async (token, output) => {
      completed.push([token, output]);
      return true;
    },
  };
};
