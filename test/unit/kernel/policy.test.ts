import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderParameters } from '#functions/remediate/parameters.ts';
import { targetsOf } from '#functions/remediate/registry.ts';
import { channelsSchema, type Policy, policySchema, remediationsSchema, routesSchema } from '#kernel/policy.ts';

const files = Object.keys(policySchema.shape);
const read = (name: string): unknown => parse(readFileSync(new URL(`../../../policy/${name}.yaml`, import.meta.url), 'utf8'));

describe('the policy that is shipped', () => {
  let policy: Policy;
  beforeAll(() => {
    policy = policySchema.parse(Object.fromEntries(files.map((name) => [name, read(name)])));
  });

  it('has targets and patterns that work', () => {
    const http = () => Promise.reject(new Error('not called'));
    expect([...targetsOf(policy.remediations, { http, secret: async () => '' }).keys()]).toEqual(['awx']);
  });

  it('gives its runbook only plain names', () => {
    const [rule] = policy.remediations.rules;
    const labels = (service: string) => ({ 'service.name': service, 'deployment.environment.name': 'production' });
    expect(renderParameters(rule?.parameters ?? {}, labels('payment')).kind).toBe('rendered');
    expect(renderParameters(rule?.parameters ?? {}, labels('payment;reboot')).kind).toBe('refused');
  });
});

describe('a policy file', () => {
  it('may not send messages without encryption', () => {
    expect(channelsSchema.safeParse({ channels: [{ name: 'x', kind: 'webhook', url: 'http://hooks.test' }] }).success).toBe(false);
    expect(remediationsSchema.safeParse({ targets: { awx: { url: 'http://awx.test' } }, rules: [] }).success).toBe(false);
  });

  it('may not have words nobody reads', () => {
    expect(channelsSchema.safeParse({ channels: [], chanels: [] }).success).toBe(false);
  });

  it('must say whose escalation policy speaks where no route does', () => {
    expect(routesSchema.safeParse({ route: { groupBy: ['x'] } }).success).toBe(false);
    expect(routesSchema.safeParse({ route: { groupBy: ['x'], escalation: 'on-call' } }).success).toBe(true);
  });

  it('may not name a job template that is no number', () => {
    const rule = { name: 'r', description: 'd', match: {}, target: 'awx', template: '42/../7', approval: { required: true } };
    expect(remediationsSchema.safeParse({ targets: {}, rules: [rule] }).success).toBe(false);
    expect(remediationsSchema.safeParse({ targets: {}, rules: [{ ...rule, template: '42' }] }).success).toBe(true);
  });
});
