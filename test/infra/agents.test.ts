/** The agents stack: absent unless a cluster is named; then a role that may send and no more, and the agents where kubectl is to be had. */
import { describe, expect, it } from 'vitest';
import { senders } from '#lib/agents/names.ts';
import { signedRoutes } from '#lib/constructs/doors.ts';
import { environmentNames, readSettings } from '#lib/constructs/settings.ts';
import { ofType, projectContext, synthesise } from './synthesise.ts';

const layer = 'arn:aws:lambda:eu-west-1:123456789012:layer:kubectl-134:1';

/** `cdk.json` with agents in one environment. */
const withAgents = (environment: 'dev' | 'prod', agents: object) => {
  const { environments } = projectContext() as { environments: Record<string, object> };
  return { environments: { ...environments, [environment]: { ...environments[environment], agents } } };
};

describe('without a cluster', () => {
  it.for(environmentNames)('%s has no agents stack: the local cloud knows no EKS', (environment) => {
    expect(synthesise(environment).agents).toEqual([]);
  });
});

describe('with a cluster', () => {
  const { agents, acknowledged } = synthesise('prod', { context: withAgents('prod', { cluster: { name: 'shop' } }) });

  it('gives each sender its identity, and Telegraf none', () => {
    const identities = ofType(agents, 'AWS::EKS::PodIdentityAssociation').map(({ Properties }) => Properties);
    expect(identities.map(({ ServiceAccount }) => ServiceAccount)).toEqual([...senders]);
    for (const identity of identities) expect(identity).toMatchObject({ ClusterName: 'shop', Namespace: 'streamwarden' });
    expect(senders).not.toContain('warden-telegraf');
  });

  it('lets the role call the routes of agents and nothing else', () => {
    const policies = ofType(agents, 'AWS::IAM::Policy').map(({ Properties }) => Properties['PolicyDocument']);
    expect(policies).toHaveLength(1);
    const { Statement } = policies[0] as { Statement: { Action: unknown; Resource: { 'Fn::Join': [string, unknown[]] }[] }[] };
    expect(Statement).toHaveLength(1);
    expect(Statement[0]?.Action).toBe('execute-api:Invoke');
    const ends = Statement[0]?.Resource.map((resource) => String(resource['Fn::Join'][1].at(-1)));
    expect(ends).toEqual(signedRoutes.map((route) => `/$default/${route.replace(' ', '')}`));
  });

  it('trusts pods of this cluster alone', () => {
    const [role] = ofType(agents, 'AWS::IAM::Role');
    const trust = JSON.stringify(role?.Properties['AssumeRolePolicyDocument']);
    expect(trust).toContain('pods.eks.amazonaws.com');
    expect(trust).toContain('cluster/shop');
    expect(role?.Properties['ManagedPolicyArns']).toBeUndefined();
  });

  it('installs nothing without a kubectl layer', () => {
    expect(agents.filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::Lambda::Function')).toEqual([]);
  });

  it('says why wherever a rule does not hold', () => {
    for (const { rule, reason } of acknowledged) expect(reason.length, rule).toBeGreaterThan(40);
  });
});

describe('with a kubectl layer', () => {
  const context = withAgents('dev', {
    cluster: { name: 'shop', kubectlLayerArn: layer },
    telegraf: { hosts: ['db.example:5432'], networks: ['10.1.0.0/16'] },
  });
  const { agents } = synthesise('dev', { context });
  const manifests = ofType(agents, 'Custom::AWSCDK-EKS-KubernetesResource');

  it('applies the namespace first, then every agent', () => {
    expect(manifests).toHaveLength(5);
    const namespace = manifests.find(({ Properties }) => JSON.stringify(Properties['Manifest']).includes('"kind\\":\\"Namespace'));
    const others = manifests.filter((each) => each !== namespace);
    for (const other of others) expect((other as unknown as { DependsOn: string[] }).DependsOn).toContain(namespace?.id);
  });

  it('tells the pods the API of this very deployment', () => {
    const alloy = manifests.find(({ id }) => id.includes('alloy'));
    const manifest = alloy?.Properties['Manifest'] as { 'Fn::Join': [string, unknown[]] } | undefined;
    const parts = manifest?.['Fn::Join'][1] ?? [];
    const at = parts.findIndex((part) => String(part).endsWith('"WARDEN_ENDPOINT","value":"'));
    expect(JSON.stringify(parts[at + 1])).toMatch(/Fn::ImportValue.*ApiEndpoint/);
  });
});

it('has no stack for agents that carry a token and are installed by hand: there is nothing for it to make', () => {
  const context = withAgents('dev', { cluster: { name: 'shop' }, auth: { kind: 'token', secret: 'warden-token' } });
  expect(synthesise('dev', { context }).agents).toEqual([]);
});

it('names what is wrong with the settings', () => {
  const context: Record<string, unknown> = { ...projectContext(), ...withAgents('dev', { cluster: { name: '-' } }) };
  expect(() => readSettings((key) => context[key])).toThrow('agents.cluster.name: is no name of an EKS cluster');
});
