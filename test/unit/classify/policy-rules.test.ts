/** Every rule in `policy/classification.yaml` proves itself: its examples, its phrases, its place in the order. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { maskMessage } from '#functions/classify/mask.ts';
import { compileRules } from '#functions/classify/rules.ts';
import { classificationSchema } from '#kernel/policy.ts';

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
});
