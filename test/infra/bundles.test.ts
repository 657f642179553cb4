/** What is uploaded: each function as one module that needs nothing but Node, with its policy beside it, the same bytes every time. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames, withAssets } from '#lib/constructs/bundles.ts';
import { compilePolicy } from '#lib/constructs/compile-policy.ts';
import { root } from './synthesise.ts';

const policy = compilePolicy(join(root, 'policy'));

/** Function → file → text. */
const assets = (): Record<string, Record<string, string>> =>
  withAssets(root, policy, (assetFolder) =>
    Object.fromEntries(
      functionNames(root).map((name) => [
        name,
        Object.fromEntries(readdirSync(assetFolder(name)).map((file) => [file, readFileSync(join(assetFolder(name), file), 'utf8')])),
      ]),
    ),
  );

const first = assets();

describe.for(Object.entries(first))('the asset of %s', ([, files]) => {
  it('holds the module, its source map and the policy it was built with', () => {
    expect(Object.keys(files).sort()).toEqual(['index.mjs', 'index.mjs.map', 'policy.json']);
    expect(JSON.parse(files['policy.json'] ?? '')).toEqual(policy);
  });

  it('imports nothing but Node', () => {
    const imports = [...(files['index.mjs'] ?? '').matchAll(/(?:^|[;}])import(?:[\w${}*, ]+from)?"([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('names no folder of this machine', () => {
    const { sources } = JSON.parse(files['index.mjs.map'] ?? '') as { sources: string[] };
    expect(sources.filter((source) => !/^\.\.\/\.\.\/(functions|node_modules)\//.test(source))).toEqual([]);
    expect(files['index.mjs']).not.toContain(root);
  });
});

it('a second build gives the same bytes', () => {
  const digest = (built: unknown) => createHash('sha256').update(JSON.stringify(built)).digest('hex');
  expect(digest(assets())).toBe(digest(first));
});
