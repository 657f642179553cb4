/**
 * Every function as minified ES modules with their source maps, by esbuild, on this machine, without a container engine: what every start
 * needs is in `index.mjs`, what is imported when it is needed (the SDK's ways to credentials that Lambda does not use, the engine of
 * patterns) lies in `chunks/`. Reading code is most of a cold start.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { SynthesisError } from './synthesis-error.ts';

/** CommonJS dependencies inside an ES module still call `require`. */
const banner = "import{createRequire}from'module';const require=createRequire(import.meta.url);";

/** How every function is built. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  mainFields: ['module', 'main'],
  minify: true,
  // Error names are a contract with the workflows' Retry and Catch.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: banner },
  logLevel: 'silent',
} satisfies BuildOptions;

/** A folder of `functions/` with a `handler.ts` is a function; one without is a library. */
export const functionNames = (root: string): readonly string[] =>
  readdirSync(join(root, 'functions')).filter((name) => existsSync(join(root, 'functions', name, 'handler.ts')));

/**
 * Writes `<folder>/<name>/index.mjs`, its chunks and their maps for each function. The bytes depend on the sources alone, not on where
 * the project or the folder lies. SynthesisError with the place of the first mistake.
 */
const writeBundles = (root: string, folder: string, names: readonly string[]): void => {
  for (const name of names)
    for (const { path, contents } of build(root, name)) {
      const target = join(folder, relative(join(root, outdir), path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, contents);
    }
};

/** Nothing is written there: it only makes the paths in the source maps the same on every machine. */
const outdir = 'bundles';

const build = (root: string, name: string) => {
  try {
    return buildSync({
      ...bundleOptions,
      absWorkingDir: root,
      entryPoints: [{ in: `functions/${name}/handler.ts`, out: `${name}/index` }],
      chunkNames: `${name}/${bundleOptions.chunkNames}`,
      outdir,
      write: false,
    }).outputFiles;
  } catch (error) {
    throw new SynthesisError(`the functions do not bundle: ${firstMistake(error)}`, { cause: error });
  }
};

const firstMistake = (error: unknown): string => {
  const { errors } = error as { errors?: readonly { text: string; location: { file: string; line: number } | null }[] };
  const [first] = errors ?? [];
  if (first === undefined) return String(error);
  return first.location === null ? first.text : `${first.location.file}:${first.location.line}: ${first.text}`;
};

/** Where a function's asset lies. */
export type AssetFolder = (name: string) => string;

/**
 * Bundles all functions when the first asset is asked for, each with the policy beside it, and removes them after `use`: CDK has copied
 * what it needs by then. Nothing is bundled for commands that need no assets (`cdk list`, `cdk destroy`).
 */
export const withAssets = <Result>(root: string, policy: unknown, use: (assetFolder: AssetFolder) => Result): Result => {
  let folder: string | undefined;
  const assetFolder = (name: string): string => {
    folder ??= writeAssets(root, policy);
    return join(folder, name);
  };
  try {
    return use(assetFolder);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const writeAssets = (root: string, policy: unknown): string => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-'));
  writeBundles(root, folder, functionNames(root));
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name, 'policy.json'), JSON.stringify(policy));
  return folder;
};
