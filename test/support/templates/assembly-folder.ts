/** Fills a folder as `cdk synth` would, of small templates and handlers made for a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export interface TestStack {
  readonly Resources?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
}

const sources = {
  ingest: new URL('./handlers/ingest.ts', import.meta.url),
  consume: new URL('./handlers/consume.ts', import.meta.url),
  probe: new URL('./handlers/probe.ts', import.meta.url),
  take: new URL('./handlers/take.ts', import.meta.url),
} as const;

export type HandlerName = keyof typeof sources;

const bundle = (handler: HandlerName, folder: string): void => {
  buildSync({
    entryPoints: [fileURLToPath(sources[handler])],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'module';const require=createRequire(import.meta.url);" },
  });
};

/** `handlers` are files of `./handlers`, bundled as assets under their own name as hash. */
export const fillAssembly = (folder: string, stacks: Readonly<Record<string, TestStack>>, handlers: readonly HandlerName[]): void => {
  const files: Record<string, unknown> = {};
  for (const handler of handlers) {
    mkdirSync(join(folder, `asset.${handler}`));
    bundle(handler, join(folder, `asset.${handler}`));
    files[handler] = { source: { path: `asset.${handler}`, packaging: 'zip' } };
  }
  const artifacts: Record<string, unknown> = { assets: { type: 'cdk:asset-manifest', properties: { file: 'all.assets.json' } } };
  writeFileSync(join(folder, 'all.assets.json'), JSON.stringify({ files }));
  for (const [name, template] of Object.entries(stacks)) {
    artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } };
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
};
