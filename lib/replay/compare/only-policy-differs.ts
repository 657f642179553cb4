/** Holds two cloud assemblies to the promise that nothing but the policy differs: same templates, same bundles, another `policy.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';

const policyFile = 'policy.json';
const hashPattern = /\b[0-9a-f]{64}\b/g;

interface Assembly {
  readonly folder: string;
  /** Templates with every asset's hash replaced by its place, and the hashes in those places. */
  readonly templates: ReadonlyMap<string, { readonly text: string; readonly hashes: readonly string[] }>;
}

const read = (folder: string): Assembly => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  const templates = names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [name, { text: text.replaceAll(hashPattern, 'hash'), hashes: text.match(hashPattern) ?? [] }] as const;
  });
  return { folder, templates: new Map(templates) };
};

const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  );

/** Names of files that differ between two folders. */
const differing = (a: string, b: string): readonly string[] => {
  const [filesA, filesB] = [filesOf(a), filesOf(b)];
  return [...new Set([...filesA.keys(), ...filesB.keys()])].filter((name) => filesA.get(name) !== filesB.get(name));
};

/** The policies of both, and in how many bundles they differ. */
export interface PolicyPair {
  readonly a: unknown;
  readonly b: unknown;
  readonly bundles: number;
}

const policyIn = (assembly: string, hash: string): unknown => JSON.parse(readFileSync(join(assembly, `asset.${hash}`, policyFile), 'utf8'));

/** UsageError that names what else differs: then the sources are not those the other templates were made of. */
export const readOnlyPolicyDiffers = (folderA: string, folderB: string): PolicyPair => {
  const [a, b] = [read(folderA), read(folderB)];
  const fail = (what: string): never => {
    throw new UsageError(`More than the policy differs: ${what}. Leave --no-synth away, so that both are made of the present sources.`);
  };
  const pairs = new Map<string, string>();
  for (const name of new Set([...a.templates.keys(), ...b.templates.keys()])) {
    const [own, other] = [a.templates.get(name), b.templates.get(name)];
    if (own === undefined || other === undefined || own.text !== other.text) return fail(name);
    for (const [place, hash] of own.hashes.entries()) pairs.set(hash, other.hashes[place] ?? '');
  }
  const changed = [...pairs].filter(([own, other]) => own !== other);
  for (const [own, other] of changed) {
    const beside = differing(join(folderA, `asset.${own}`), join(folderB, `asset.${other}`)).filter((name) => name !== policyFile);
    if (beside.length > 0) return fail(`${beside.join(', ')} of a bundle`);
  }
  const bundle = [...pairs].find(([hash]) => readdirSync(folderA).includes(`asset.${hash}`));
  if (bundle === undefined) return fail('no bundle holds a policy');
  const [hashA, hashB] = changed[0] ?? bundle;
  return { a: policyIn(folderA, hashA), b: policyIn(folderB, hashB), bundles: changed.length };
};
