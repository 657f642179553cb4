/** Reads a cloud assembly (`cdk.out`) from disk: its stacks, their templates and the folders of their assets. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkTemplate } from './check-template.ts';
import { TemplateError } from './template-error.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

export interface Template {
  readonly Description?: string;
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** The template's file. */
  readonly templateBytes?: number;
  /** Asset hash → what lies there on disk: a folder, or a file. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly type?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
  readonly dependencies?: readonly string[];
  readonly displayName?: string;
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>>;
}

/** The object a file holds. */
const readJson = <Shape>(path: string): Shape => {
  if (!existsSync(path)) throw new TemplateError(path, 'this file of the cloud assembly is missing; run `npm run synth`');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new TemplateError(path, `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplateError(path, `holds ${JSON.stringify(value).slice(0, 40)}, expected an object`);
  return value as Shape;
};

const assetsOf = (folder: string, manifest: AssetManifest): [string, string][] =>
  Object.entries(manifest.files ?? {}).flatMap(([hash, { source }]) =>
    source?.path ? [[hash, join(folder, source.path)] as [string, string]] : [],
  );

/** All stacks of the assembly, in the manifest's order; TemplateError naming the file when the assembly is incomplete. */
export const readAssembly = (assembly: string): readonly Stack[] => {
  const folder = resolve(assembly);
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(join(folder, 'manifest.json'));
  const assets = new Map(
    Object.values(artifacts)
      .filter((artifact) => artifact.type === 'cdk:asset-manifest')
      .flatMap((artifact) => assetsOf(folder, readJson<AssetManifest>(join(folder, artifact.properties?.file ?? '')))),
  );
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => {
      const name = properties?.stackName ?? id;
      if (properties?.templateFile === undefined)
        throw new TemplateError(join(folder, 'manifest.json'), `the stack ${name} has no templateFile`);
      const file = join(folder, properties.templateFile);
      return { name, template: checkTemplate(name, readJson(file)), templateBytes: statSync(file).size, assets };
    });
  if (stacks.length === 0) throw new TemplateError(join(folder, 'manifest.json'), 'the assembly holds no stack');
  return stacks;
};
