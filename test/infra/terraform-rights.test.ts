/** remediate may read the secret of HCP Terraform where policy configures it, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy, remediationsWith } from './policy-copy.ts';

const copy = policyCopy();

/** Each action of remediate's role with each of its resources, with these targets beside the shipped ones. */
const rights = (targets: Readonly<Record<string, object>>): readonly string[] => {
  copy.write('remediations', remediationsWith(targets));
  return copy
    .statementsOf('Remediate')
    .flatMap(({ Action, Resource }) =>
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
