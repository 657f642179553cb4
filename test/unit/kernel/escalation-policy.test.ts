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
    { what: 'its route', route: 'billing', policies: escalation.policies, expected: 'alex' },
    { what: 'the last route when its own is gone', route: 'gone', policies: escalation.policies, expected: 'alex' },
    {
      what: 'the first policy when the named one is gone',
      route: 'billing',
      policies: escalationSchema.parse({ policies: { first: policyOf('a') } }).policies,
      expected: 'a',
    },
  ])('is that of $what', ({ route, policies, expected }) => {
    expect(escalationPolicyOf({ route }, { routes: routesPolicy, escalation: { policies } }).new.notify).toEqual([expected]);
  });

  it('must exist', () => {
    expect(() => escalationPolicyOf({ route: 'billing' }, { routes: routesPolicy, escalation: { policies: {} } })).toThrow(
      'escalation.yaml has no policy',
    );
  });
});
