/** Remediate is let in, and may read secrets, where a target of the policy needs it, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { policyCopy, remediationsWith } from './policy-copy.ts';
import { ofType } from './synthesise.ts';

const copy = policyCopy();

/** The pipeline with these targets beside the shipped ones. */
const pipelineWith = (targets: object) => {
  copy.write('remediations', remediationsWith(targets));
  return copy.synthesise().pipeline;
};
const secretsOf = (pipeline: ReturnType<typeof pipelineWith>): readonly string[] => {
  const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes('RemediateRole'));
  const names = JSON.stringify(policy?.Properties).matchAll(/:secret:([^"]+)"/g);
  return [...names].map(([, name = '']) => name);
};

// The first synthesis of a process is the slow one.
describe('remediate', { timeout: 120_000 }, () => {
  it('has no access entry and no named secret with the shipped targets', () => {
    const pipeline = pipelineWith({});
    expect(ofType(pipeline, 'AWS::EKS::AccessEntry')).toEqual([]);
    expect(secretsOf(pipeline)).toEqual([]);
  });

  it('has an entry of its own role in the cluster, in our group and with no policy of EKS, and no right of IAM for it', () => {
    const pipeline = pipelineWith({
      kubernetes: { cluster: 'shop', endpoint: 'https://a.gr7.eu-west-1.eks.amazonaws.com', certificateAuthority: 'YQ==' },
    });
    const [entry, ...more] = ofType(pipeline, 'AWS::EKS::AccessEntry');
    expect(more).toEqual([]);
    expect(entry?.Properties).toMatchObject({
      ...{ ClusterName: 'shop', Type: 'STANDARD', KubernetesGroups: ['streamwarden-remediate'] },
      PrincipalArn: { 'Fn::GetAtt': [expect.stringContaining('RemediateRole'), 'Arn'] },
    });
    expect(entry?.Properties).not.toHaveProperty('AccessPolicies');
    expect(JSON.stringify(ofType(pipeline, 'AWS::IAM::Policy'))).not.toMatch(/sts:|eks:/);
  });

  it('may read the secrets its webhooks are signed with, each once', () => {
    const hook = (name: string, secret?: string) => ({
      [name]: { url: `https://ops.example.com/${name}`, ...(secret === undefined ? {} : { secret }) },
    });
    const webhook = { ...hook('one', 'ops/a'), ...hook('two', 'ops/a'), ...hook('three', 'ops/b'), ...hook('four') };
    expect(secretsOf(pipelineWith({ webhook }))).toEqual(['ops/a-??????', 'ops/b-??????']);
  });
});
