/** Whose escalation policy speaks for an incident, also when policy has changed since it opened. */
import { describe, expect, it } from 'vitest';
import { escalationPolicyOf } from '#kernel/escalation-policy.ts';
import { escalationSchema } from '#kernel/policy.ts';
import { routesPolicy } from '#test/support/findings.ts';

const level = (name: string) => ({ notify: [name], channels: ['x'], waitMinutes: 1 });
const policyOf = (name: string) => ({ new: level(name), escalated: level(name), critical: level(name) });
const escalation = escalationSchema.parse({ policies: { first: policyOf('a'), 'on-call': policyOf('alex') } });

describe('the escalation policy of an incident', () => {
  it.for([
    { what: 'its opening', named: 'first', policies: escalation.policies, expected: 'a' },
    { what: 'the root route when its own is gone', named: 'gone', policies: escalation.policies, expected: 'alex' },
    {
      what: 'the first policy when the named one is gone',
      named: 'gone',
      policies: escalationSchema.parse({ policies: { first: policyOf('a') } }).policies,
      expected: 'a',
    },
  ])('is that of $what', ({ named, policies, expected }) => {
    expect(escalationPolicyOf({ escalation: named }, { routes: routesPolicy, escalation: { policies } }).new.notify).toEqual([expected]);
  });

  it('must exist', () => {
    expect(() => escalationPolicyOf({ escalation: 'billing' }, { routes: routesPolicy, escalation: { policies: {} } })).toThrow(
      'escalation.yaml has no policy',
    );
  });
});
