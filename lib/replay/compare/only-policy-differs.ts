/** Holds two cloud assemblies to the promise that nothing but the policy differs: same templates, same bundles, another `policy.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readAssembly, type Template } from '#lib/local/template/assembly.ts';
import { UsageError } from '../usage-error.ts';

const policyFile = 'policy.json';
const hashPattern = /\b[0-9a-f]{64}\b/g;

interface Assembly {
  /** By stack: the template with every asset's hash replaced by its place, and the hashes in those places. */
  readonly templates: ReadonlyMap<string, { readonly text: string; readonly hashes: readonly string[] }>;
  /** Where an asset lies, by its hash. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Whether it is the CLI or the app that writes a template shows in what each resource's metadata says of its place in the app; nothing that runs reads it. */
const withoutMetadata = ({ Resources = {}, ...rest }: Template): unknown => ({
  ...rest,
  Resources: Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [id, { ...resource, Metadata: undefined }])),
});

/** Of the stacks the manifest names: what another environment left in the folder is not part of it. */
const read = (folder: string): Assembly => {
  const stacks = readAssembly(folder);
  const templates = stacks.map(({ name, template }) => {
    const text = JSON.stringify(withoutMetadata(template));
    return [name, { text: text.replaceAll(hashPattern, 'hash'), hashes: text.match(hashPattern) ?? [] }] as const;
  });
  return { templates: new Map(templates), assets: new Map(stacks.flatMap(({ assets }) => [...assets])) };
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

const policyIn = (asset: string): unknown => JSON.parse(readFileSync(join(asset, policyFile), 'utf8'));

/** UsageError that names what else differs: then the sources are not those the other templates were made of. */
export const readOnlyPolicyDiffers = (folderA: string, folderB: string): PolicyPair => {
  const [a, b] = [read(folderA), read(folderB)];
  const fail = (what: string): never => {
    throw new UsageError(`More than the policy differs: ${what}. Leave --no-synth away, so that both are made of the present sources.`);
  };
  const pairs = new Map<string, string>();
  for (const name of new Set([...a.templates.keys(), ...b.templates.keys()])) {
    const [own, other] = [a.templates.get(name), b.templates.get(name)];
    if (own === undefined || other === undefined || own.text !== other.text) return fail(`the template of ${name}`);
    for (const [place, hash] of own.hashes.entries()) {
      const opposite = other.hashes[place] ?? '';
      pairs.set(a.assets.get(hash) ?? hash, b.assets.get(opposite) ?? opposite);
    }
  }
  const bundles = [...pairs].filter(([asset]) => existsSync(join(asset, policyFile)));
  const changed = [...pairs].filter(([asset, other]) => basename(asset) !== basename(other));
  for (const [asset, other] of changed) {
    const beside =
      existsSync(asset) && existsSync(other) ? differing(asset, other).filter((name) => name !== policyFile) : [basename(asset)];
    if (beside.length > 0) return fail(`${beside.join(', ')} of a bundle`);
  }
  const [assetA = '', assetB = ''] = changed[0] ?? bundles[0] ?? fail('no bundle holds a policy');
  return { a: policyIn(assetA), b: policyIn(assetB), bundles: changed.length };
};
