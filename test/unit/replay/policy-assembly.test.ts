import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOnlyPolicyDiffers } from '#lib/replay/compare/only-policy-differs.ts';
import { completePolicy } from '#lib/replay/compare/policy-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'streamwarden-test-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const write = (path: string, files: Readonly<Record<string, string>>): string => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(place, path, name, '..'), { recursive: true });
    writeFileSync(join(place, path, name), text);
  }
  mkdirSync(join(place, path), { recursive: true });
  return join(place, path);
};

describe('a policy folder', () => {
  const project = () => write('policy', { 'routes.yaml': 'project', 'escalation.yaml': 'project', 'routes.schema.json': '{}' });

  it('is made complete with the files of the project', () => {
    const made = completePolicy(write('given', { 'routes.yaml': 'own' }), project());
    const files = readdirSync(made.path).map((name) => `${name}: ${readFileSync(join(made.path, name), 'utf8')}`);
    made.remove();
    expect(files.sort()).toEqual(['escalation.yaml: project', 'routes.yaml: own']);
  });

  it.for<[string, Readonly<Record<string, string>>, string]>([
    ['without a policy file', { 'notes.txt': 'x' }, 'no policy file in it; it may hold escalation.yaml, routes.yaml'],
    ['with a file no policy has', { 'route.yaml': 'x' }, 'route.yaml is no policy file; it may hold escalation.yaml, routes.yaml'],
  ])('is refused %s', ([, files, message]) => {
    const given = write('given', files);
    expect(() => completePolicy(given, project())).toThrow(`--policy ${given}: ${message}`);
  });

  it('is refused when it is not there', () => {
    expect(() => completePolicy(join(place, 'nowhere'), project())).toThrow('nowhere: no such folder');
  });
});

describe('two assemblies', () => {
  const hash = (digit: string): string => digit.repeat(64);
  const assembly = (name: string, digit: string, policy: string, { memory = 512, code = 'code', metadata = {} } = {}): string =>
    write(name, {
      'manifest.json': JSON.stringify({
        artifacts: {
          pipeline: { type: 'aws:cloudformation:stack', properties: { templateFile: 'pipeline.template.json' } },
          'pipeline.assets': { type: 'cdk:asset-manifest', properties: { file: 'pipeline.assets.json' } },
        },
      }),
      'pipeline.assets.json': JSON.stringify({ files: { [hash(digit)]: { source: { path: `asset.${hash(digit)}` } } } }),
      'pipeline.template.json': JSON.stringify({
        Resources: {
          Function: { Type: 'Function', Properties: { Key: `${hash(digit)}.zip`, Memory: memory, Other: hash('f') }, ...metadata },
        },
      }),
      'left-by-another-environment.template.json': name,
      [`asset.${hash(digit)}/index.mjs`]: code,
      [`asset.${hash(digit)}/policy.json`]: policy,
    });

  it('give their policies when nothing else differs', () => {
    const pair = readOnlyPolicyDiffers(assembly('a', '1', '{"wait":15}'), assembly('b', '2', '{"wait":5}'));
    expect(pair).toEqual({ a: { wait: 15 }, b: { wait: 5 }, bundles: 1 });
  });

  it('give the same policy twice when nothing differs at all', () => {
    expect(readOnlyPolicyDiffers(assembly('a', '1', '{"wait":15}'), assembly('b', '1', '{"wait":15}'))).toMatchObject({ bundles: 0 });
  });

  it('may be written by the CLI and by the app alone: only the CLI notes where in the app a resource stands', () => {
    const byTheCli = { metadata: { Metadata: { 'aws:cdk:path': 'pipeline/Function' } } };
    expect(readOnlyPolicyDiffers(assembly('a', '1', '{}', byTheCli), assembly('b', '2', '{"wait":5}')).bundles).toBe(1);
  });

  it.for<[string, Parameters<typeof assembly>[3], string]>([
    ['a template says something else', { memory: 1024 }, 'More than the policy differs: the template of pipeline.'],
    ['a bundle holds other code', { code: 'other code' }, 'More than the policy differs: index.mjs of a bundle.'],
  ])('are refused when %s', ([, more, message]) => {
    expect(() => readOnlyPolicyDiffers(assembly('a', '1', '{}'), assembly('b', '2', '{"wait":5}', more))).toThrow(message);
  });
});
