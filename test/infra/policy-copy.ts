/** The app under a copy of the shipped policy, of which a test writes some files anew. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parse, stringify } from 'yaml';
import { ofType, projectContext, root, type Synthesised, synthesise } from './synthesise.ts';

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PolicyCopy {
  /** Writes `<name>.yaml`. */
  write(name: string, content: object): void;
  /** The templates of `dev` under it, with some of its settings changed. */
  synthesise(settings?: object): Synthesised;
  /** What the role of a function (`Remediate`) may do under it. */
  statementsOf(functionName: string): readonly Statement[];
}

/** What the project ships in `<name>.yaml`. */
export const shippedPolicy = (name: string): unknown => parse(readFileSync(join(root, `policy/${name}.yaml`), 'utf8'));

/** What it ships as remediations, with these targets beside. */
export const remediationsWith = (targets: object): object => {
  const shipped = shippedPolicy('remediations') as { readonly targets: object };
  return { ...shipped, targets: { ...shipped.targets, ...targets } };
};

/** A copy for the tests of a file. */
export const policyCopy = (): PolicyCopy => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamwarden-policy-'));
    cpSync(join(root, 'policy'), folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const copy: PolicyCopy = {
    write: (name, content) => writeFileSync(join(folder, `${name}.yaml`), stringify(content)),
    synthesise: (settings) => {
      const environments = projectContext()['environments'] as Record<string, object>;
      const dev = { ...environments['dev'], ...settings, policyFolder: relative(root, folder) };
      return synthesise('dev', { context: { environments: { ...environments, dev } } });
    },
    statementsOf: (functionName) => {
      const policy = ofType(copy.synthesise().pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes(`${functionName}Role`));
      if (policy === undefined) throw new Error(`${functionName} has no policy`);
      return (policy.Properties['PolicyDocument'] as { readonly Statement: readonly Statement[] }).Statement;
    },
  };
  return copy;
};
