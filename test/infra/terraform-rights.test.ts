/** remediate may read the secret of HCP Terraform where policy configures it, and not a thing more. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ofType, projectContext, root, synthesise } from './synthesise.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-terraform-'));
  cpSync(join(root, 'policy'), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Each action of remediate's role with each of its resources, with these targets beside the shipped ones. */
const rights = (targets: Readonly<Record<string, object>>): readonly string[] => {
  const shipped = parse(readFileSync(join(root, 'policy/remediations.yaml'), 'utf8')) as { readonly targets: object };
  writeFileSync(join(folder, 'remediations.yaml'), stringify({ ...shipped, targets: { ...shipped.targets, ...targets } }));
  const environments = projectContext()['environments'] as Record<string, object>;
  const dev = { ...environments['dev'], policyFolder: relative(root, folder) };
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev } } });
  const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes('RemediateRole'));
  const { Statement = [] } = (policy?.Properties['PolicyDocument'] ?? {}) as { readonly Statement?: readonly Statement[] };
  return Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${JSON.stringify(resource)}`)),
  );
};

describe('remediate', () => {
  it('gains exactly the right to read the secret of HCP Terraform when that is configured', () => {
    const before = rights({});
    const after = rights({ 'terraform-cloud': { organization: 'acme', secret: 'streamwarden/terraform' } });
    expect(before.length).toBeGreaterThan(0);
    expect(after.filter((right) => !before.includes(right))).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue \{.*:secret:streamwarden\/terraform-\?{6}"\]\]\}$/),
    ]);
    expect(before.filter((right) => !after.includes(right))).toEqual([]);
  });
});
