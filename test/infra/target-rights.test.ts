/** remediate may do what the targets of a policy need, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy, remediationsWith } from './policy-copy.ts';

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
});
