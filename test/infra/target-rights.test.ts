/** remediate may do what the targets of a policy need, and not a thing more. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ofType, projectContext, root, synthesise } from './synthesise.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-targets-'));
  cpSync(join(root, 'policy'), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** What remediate's role says, beside tables, logs and the secret of AWX, with these targets beside the shipped ones. */
const rights = (targets: Readonly<Record<string, object>>): readonly string[] => {
  const shipped = parse(readFileSync(join(root, 'policy/remediations.yaml'), 'utf8')) as { readonly targets: object };
  writeFileSync(join(folder, 'remediations.yaml'), stringify({ ...shipped, targets: { ...shipped.targets, ...targets } }));
  const environments = projectContext()['environments'] as Record<string, object>;
  const dev = { ...environments['dev'], policyFolder: relative(root, folder) };
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev } } });
  const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes('RemediateRole'));
  if (policy === undefined) throw new Error('remediate has no policy');
  const { Statement: statements } = policy.Properties['PolicyDocument'] as { Statement: readonly Statement[] };
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
