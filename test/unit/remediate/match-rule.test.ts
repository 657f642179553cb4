import { describe, expect, it } from 'vitest';
import { matchRule } from '#functions/remediate/match-rule.ts';
import { dependencyGraph } from '#kernel/dependency-graph.ts';
import { alertAt, incidentAt, policyWith } from '#test/support/remediation-case.ts';

const at = Date.UTC(2026, 0, 5, 9);
const incident = incidentAt(at);

describe('finding a runbook for an alert', () => {
  it('settles what would be done and who hears of it', () => {
    const match = matchRule({ alert: alertAt(at), incident, policy: policyWith(), graph: dependencyGraph([]), now: at });
    expect(match).toMatchObject({
      kind: 'matched',
      plan: {
        rule: 'restart-payment',
        template: '42',
        parameters: { mode: 'rolling', service: 'payment' },
        approvers: 1,
        undo: { by: 'runbook', template: '43', parameters: { service: 'payment' } },
        approvalSeconds: 3600,
        recipients: ['sam'],
        channels: ['hook'],
        verifySeconds: 120,
        timeoutSeconds: 600,
        pollSeconds: 10,
      },
    });
  });

  it('tells those the escalation calls first when the rule names nobody', () => {
    expect(matchRule({ alert: alertAt(at), incident, policy: policyWith({}, false), graph: dependencyGraph([]), now: at })).toMatchObject({
      plan: { recipients: ['alex'], channels: ['console'] },
    });
  });

  it.for([
    ['another category', alertAt(at, { category: 'network' })],
    ['a lower severity', alertAt(at, { severity: 'warning' })],
    ['another service', alertAt(at, { labels: { 'service.name': 'cart' } })],
    ['no labels', alertAt(at, { labels: {} })],
  ] as const)('finds none for %s', ([, alert]) => {
    expect(matchRule({ alert: alert, incident, policy: policyWith(), graph: dependencyGraph([]), now: at }).kind).toBe('no_rule');
  });

  it('takes an alert worse than the rule asks for', () => {
    const rule = { match: { severity: 'warning', labels: {} } } as const;
    expect(matchRule({ alert: alertAt(at), incident, policy: policyWith(rule), graph: dependencyGraph([]), now: at }).kind).toBe('matched');
  });

  it('refuses rather than runs with a value that does not match', () => {
    const policy = policyWith({ parameters: { zone: { label: 'zone', pattern: '[a-z]+' } } });
    expect(matchRule({ alert: alertAt(at), incident, policy: policy, graph: dependencyGraph([]), now: at })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('Parameter zone'),
    });
  });

  it('asks under one id for one alert of one incident', () => {
    const ids = [alertAt(at), alertAt(at + 5), alertAt(at, { fingerprint: 'other' })].map((alert) => {
      const match = matchRule({ alert: alert, incident, policy: policyWith(), graph: dependencyGraph([]), now: at });
      return match.kind === 'matched' ? match.plan.approvalId : '';
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
    expect(ids[0]).toMatch(/^approval-[0-9a-f]{20}$/);
  });

  it('looks at a long job less often', () => {
    expect(
      matchRule({ alert: alertAt(at), incident, policy: policyWith({ timeoutMinutes: 24 * 60 }), graph: dependencyGraph([]), now: at }),
    ).toMatchObject({ plan: { pollSeconds: 240 } });
  });
});
