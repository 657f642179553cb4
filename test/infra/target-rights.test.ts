/** remediate may do what the targets of a policy need, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy, remediationsWith, shippedPolicy } from './policy-copy.ts';

const copy = policyCopy();

/** What remediate's role says, beside tables, logs and the secret of AWX, with these targets beside the shipped ones. */
const rights = (targets: Readonly<Record<string, object>>): readonly string[] => {
  copy.write('remediations', remediationsWith(targets));
  const statements = copy.statementsOf('Remediate');
  return statements.flatMap(({ Action, Resource, NotResource }) =>
    [Resource ?? NotResource].flat().flatMap((resource) => {
      const text = JSON.stringify(resource)
        .replaceAll(/\{"Ref":"AWS::\w+"\}/g, '')
        .replaceAll(/Fn::Join|[",{}[\]]/g, '')
        .replace(/^:/, '');
      const isOurs = !/^(?:dynamodb|logs|xray|states|kms):/.test([Action].flat().join()) && !text.includes('ImportValue');
      return isOurs ? [`${[Action].flat().join()} ${Resource === undefined ? 'not ' : ''}${text}`] : [];
    }),
  );
};

describe('remediate', () => {
  it('has no right for targets that are not configured', () => {
    expect(rights({})).toEqual([]);
  });

  it.for([
    ['servicenow', { url: 'https://example.service-now.com', secret: 'streamwarden/servicenow' }],
    ['jira', { url: 'https://example.atlassian.net', secret: 'streamwarden/jira' }],
  ] as const)('may read the secret of %s, and no other', ([id, settings]) => {
    expect(rights({ [id]: settings })).toEqual([`secretsmanager:GetSecretValue arn::secretsmanager:::secret:${settings.secret}-??????`]);
  });

  describe('where a rule asks a metric whether it helped', () => {
    const askMetric = (): void => {
      const { rules, ...rest } = shippedPolicy('remediations') as { readonly rules: readonly object[] };
      const verify = { metric: { name: 'queue.length', below: 10 } };
      copy.write('remediations', { ...rest, rules: rules.map((rule) => ({ ...rule, verify })) });
    };

    it('may read the table of samples, and not write it', () => {
      askMetric();
      const statements = copy.statementsOf('Remediate').filter(({ Action }) => [Action].flat().join().includes('timestream'));
      expect(statements).toMatchObject([
        { Action: ['timestream:ListMeasures', 'timestream:Select'], Resource: { 'Fn::ImportValue': expect.stringContaining('Samples') } },
        { Action: 'timestream:DescribeEndpoints', Resource: '*' },
      ]);
    });

    it('is not deployed where no metrics are kept', () => {
      askMetric();
      expect(() => copy.synthesise({ metricStore: 'none' })).toThrow(
        'policy/remediations.yaml: restart-payment.verify.metric: the setting metricStore is none, so there are no metrics to ask',
      );
    });
  });
});
