/** Every rule in `policy/classification.yaml` proves itself: its examples, its phrases, its place in the order. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventVerdict } from '#functions/classify/event-verdict.ts';
import { maskMessage } from '#functions/classify/mask.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { classificationSchema } from '#kernel/policy.ts';
import type { EventSignal } from '#kernel/signal.ts';

const policy = classificationSchema.parse(parse(readFileSync(new URL('../../../policy/classification.yaml', import.meta.url), 'utf8')));
const rules = compileRules(policy);

/** Asks as an error of a resource the rule wants. */
const ask = (message: string, rule: (typeof policy.rules)[number]) =>
  rules.decide({ masked: maskMessage(message), severityNumber: 17, resource: rule.match.resource ?? {} })?.source;

describe.for(policy.rules.map((rule) => [rule.name, rule] as const))('the rule %s', ([name, rule]) => {
  it('decides about its example, no rule before it does', () => expect(ask(rule.examples.matches, rule)).toBe(`rule/${name}`));
  it('does not decide about the example that differs', () => expect(ask(rule.examples.differs, rule)).not.toBe(`rule/${name}`));
  it('has at least one phrase to look for', () => expect((rule.match.anyOf ?? rule.match.allOf ?? []).length).toBeGreaterThan(0));
});

describe('the rules together', () => {
  it('have names of their own', () => expect(new Set(policy.rules.map((rule) => rule.name)).size).toBe(policy.rules.length));

  it('call a dead payment gateway critical, and the orders it fails a warning', () => {
    const decide = (message: string) => rules.decide({ masked: maskMessage(message), severityNumber: 17, resource: {} });
    expect(decide('payment gateway timeout after 3000 ms: upstream deadline exceeded order=ord-7')).toMatchObject({
      severity: 'critical',
      category: 'dependency_failure',
    });
    expect(decide('order ord-7 failed: payment service unavailable')).toMatchObject({
      severity: 'warning',
      category: 'dependency_failure',
    });
  });

  it('leave ordinary messages alone', () => {
    for (const message of ['order 17 placed', 'GET /health 200 in 3 ms', 'user logged in', 'cache refreshed', 'connected to 10.0.0.1:5432'])
      expect(rules.decide({ masked: maskMessage(message), severityNumber: 17, resource: {} }), message).toBeUndefined();
  });

  it.for([
    ['sql injection from 203.0.113.9 blocked, no errors found', 'critical'],
    ['possible break-in attempt; health check passed', 'critical'],
    ['data corruption in block 12; shutdown complete', 'critical'],
    ['shutdown complete, 3 workers lost', undefined],
    ['health check passed after 4 attempts failed', undefined],
    ['12 uncorrectable errors, 3 errors corrected', 'critical'],
  ] as const)('do not take “%s” for routine because of its second half', ([message, severity]) => {
    const verdict = rules.decide({ masked: maskMessage(message), severityNumber: 17, resource: {} });
    expect(verdict?.severity).not.toBe('info');
    if (severity !== undefined) expect(verdict?.severity).toBe(severity);
  });
});

describe('the rules for events', () => {
  const event = (source: string, severityText: string, name: string, message = ''): EventSignal => ({
    kind: 'event',
    timeUnixNano: 0n,
    resource: { attributes: {} },
    attributes: {},
    source,
    name,
    message,
    severityText,
    status: 'firing',
  });

  it.for([
    [event('kubernetes', 'Warning', 'OOMKilling'), 'critical', 'resource_exhaustion'],
    [event('kubernetes', 'Normal', 'BackOff', 'Back-off pulling image "shop:1.2"'), 'warning', 'deployment'],
    [event('kubernetes', 'Normal', 'Pulled', 'Successfully pulled image'), 'info', 'routine'],
    [event('kubernetes', 'Normal', 'NodeNotReady', 'Node worker-3 status is now: NodeNotReady'), 'critical', 'hardware'],
    [event('kubernetes', 'Normal', 'NodeReady', 'Node worker-3 status is now: NodeReady'), 'info', 'routine'],
    [event('kubernetes', 'Warning', 'FailedScheduling', '0/3 nodes are available'), 'warning', 'resource_exhaustion'],
    [event('kubernetes', 'Warning', 'Unhealthy', 'Readiness probe failed'), 'warning', 'performance'],
    [event('alertmanager', 'none', 'Watchdog'), 'info', 'routine'],
    [event('alertmanager', 'critical', 'etcdInsufficientMembers'), 'critical', 'dependency_failure'],
    [event('alertmanager', 'warning', 'KubePersistentVolumeFillingUp'), 'warning', 'resource_exhaustion'],
    [event('sentry', 'fatal', 'panic'), 'critical', 'performance'],
    [event('sentry', 'missed', 'nightly'), 'warning', 'performance'],
    [event('aws-health', 'issue', 'AWS_EC2_OPERATIONAL_ISSUE'), 'warning', 'dependency_failure'],
    [event('aws-health', 'scheduledChange', 'AWS_RDS_MAINTENANCE_SCHEDULED'), 'info', 'routine'],
  ] as const)('on %o say %s and %s', ([signal, severity, category]) => {
    expect(eventVerdict(signal, policy, rules)).toMatchObject({ severity, category });
  });
});
