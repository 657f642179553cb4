/** What is uploaded: each function as modules that need nothing but Node, with its policy beside them, the same bytes every time. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames, withAssets } from '#lib/constructs/bundles.ts';
import { compilePolicy } from '#lib/policy/compile-policy.ts';
import { root } from './synthesise.ts';

const policy = compilePolicy(join(root, 'policy'));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile());

/** Function → file → text. */
const assets = (): Record<string, Record<string, string>> =>
  withAssets(root, policy, (assetFolder) =>
    Object.fromEntries(
      functionNames(root).map((name) => [
        name,
        Object.fromEntries(filesIn(assetFolder(name)).map((file) => [file, readFileSync(join(assetFolder(name), file), 'utf8')])),
      ]),
    ),
  );

const first = assets();

describe.for(Object.entries(first))('the asset of %s', ([, files]) => {
  const modules = Object.entries(files).filter(([file]) => file.endsWith('.mjs'));

  it('holds the module, what it loads when it is needed, their source maps and the policy it was built with', () => {
    const others = Object.keys(files).filter((file) => !/^chunks\/[\w-]+\.mjs(\.map)?$/.test(file));
    expect(others.sort()).toEqual(['index.mjs', 'index.mjs.map', 'policy.json']);
    for (const [file] of modules) expect(files).toHaveProperty([`${file}.map`]);
    expect(JSON.parse(files['policy.json'] ?? '')).toEqual(policy);
  });

  it('imports nothing but Node and itself', () => {
    const imports = modules.flatMap(([file, text]) =>
      [...text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w${}*, ]+from)?"([^"]+)"|\bimport\("([^"]+)"\)/g)].map(([, fixed, late]) => {
        const name = fixed ?? late ?? '';
        return name.startsWith('.') ? join(dirname(file), name) : name;
      }),
    );
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !isBuiltin(name) && files[name] === undefined)).toEqual([]);
  });

  it('names no folder of this machine', () => {
    for (const [file, text] of modules) {
      const { sources } = JSON.parse(files[`${file}.map`] ?? '') as { sources: string[] };
      expect(sources.filter((source) => !/^(\.\.\/){2,3}(functions|node_modules)\//.test(source))).toEqual([]);
      expect(text).not.toContain(root);
    }
  });
});

/** A module and all that it cannot start without. */
const readAtStart = (files: Readonly<Record<string, string>>, file = 'index.mjs', seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, from = ''] of (files[file] ?? '').matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w${}*, ]+from)?"(\.[^"]+)"/g))
    readAtStart(files, join(dirname(file), from), seen);
  return seen;
};

it.for([
  ['SSM', 'AmazonSSM'],
  ['Lambda', '/2015-03-31/functions/'],
])('remediate reads the client of %s only when a target needs it', ([, its]) => {
  const files = first['remediate'] ?? {};
  const holders = Object.keys(files).filter((file) => file.endsWith('.mjs') && files[file]?.includes(its ?? ''));
  expect(holders).toHaveLength(1);
  expect(holders.filter((file) => readAtStart(files).has(file))).toEqual([]);
});

it('a second build gives the same bytes', () => {
  const digest = (built: unknown) => createHash('sha256').update(JSON.stringify(built)).digest('hex');
  expect(digest(assets())).toBe(digest(first));
});
