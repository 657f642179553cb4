/** Plants a breach of every import rule and expects the linter to catch it: a guard that cannot fail guards nothing. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Each breach: where it lies, what it says, and the rule that must speak. */
const breaches = [
  ['a stage reaching into another', 'functions/classify/a.ts', "export { x } from '../detect/b.ts';", 'noRestrictedImports'],
  ['a subfolder reaching up', 'functions/ingest/otlp/a.ts', "export { x } from '../inflate.ts';", 'noRestrictedImports'],
  ['a stage importing an AWS client', 'functions/route/a.ts', "export { S3Client } from '@aws-sdk/client-s3';", 'noRestrictedImports'],
  ['a stage importing an adapter', 'functions/route/a.ts', "export { x } from '#adapters/s3/archive.ts';", 'noRestrictedImports'],
  ['a stage reading files', 'functions/notify/a.ts', "export { readFileSync } from 'node:fs';", 'noRestrictedImports'],
  ['a stage reading the environment', 'functions/notify/a.ts', "export const x = process.env['X'];", 'noProcessEnv'],
  ['a stage reading the clock', 'functions/detect/a.ts', 'export const x = Date.now();', 'plugin'],
  ['a stage making a date of now', 'functions/detect/a.ts', 'export const x = new Date();', 'plugin'],
  ['a stage rolling dice', 'functions/detect/a.ts', 'export const x = Math.random();', 'plugin'],
  ['a stage calling out', 'functions/remediate/awx/a.ts', "export const x = fetch('https://example.com');", 'plugin'],
  ['the kernel importing an AWS client', 'functions/kernel/a.ts', "export { S3Client } from '@aws-sdk/client-s3';", 'noRestrictedImports'],
  ['the kernel importing a stage', 'functions/kernel/a.ts', "export { x } from '../classify/a.ts';", 'noRestrictedImports'],
  ['the kernel reading the clock', 'functions/kernel/a.ts', 'export const x = Date.now();', 'plugin'],
  [
    'a handler importing an AWS client',
    'functions/ingest/handler.ts',
    "export { S3Client } from '@aws-sdk/client-s3';",
    'noRestrictedImports',
  ],
  ['a handler reading the environment', 'functions/ingest/handler.ts', "export const x = process.env['X'];", 'noProcessEnv'],
  [
    'a client imported by the wrong adapter',
    'functions/adapters/s3/a.ts',
    "export { KinesisClient } from '@aws-sdk/client-kinesis';",
    'noRestrictedImports',
  ],
  ['an adapter importing a stage', 'functions/adapters/s3/a.ts', "export { x } from '#functions/route/a.ts';", 'noRestrictedImports'],
  [
    'a stack importing a function',
    'lib/stacks/a.ts',
    "export { handler } from '../../functions/ingest/handler.ts';",
    'noRestrictedImports',
  ],
  ['the local cloud importing the CDK', 'lib/local/a.ts', "export { Stack } from 'aws-cdk-lib';", 'noRestrictedImports'],
  ['the local cloud importing a function', 'lib/local/a.ts', "export { x } from '#functions/ingest/ingest.ts';", 'noRestrictedImports'],
  ['the local cloud importing the kernel', 'lib/local/services/a.ts', "export { x } from '#kernel/signal.ts';", 'noRestrictedImports'],
  ['the report importing the CDK', 'lib/replay/a.ts', "export { Stack } from 'aws-cdk-lib';", 'noRestrictedImports'],
  [
    'the report importing a function',
    'lib/replay/html/a.ts',
    "export { x } from '#functions/detect/score-frame.ts';",
    'noRestrictedImports',
  ],
  [
    "the page's analysers importing a stage",
    'lib/replay/html/analysers.ts',
    "export { x } from '#functions/detect/stage.ts';",
    'noRestrictedImports',
  ],
  [
    "the page's analysers importing a handler",
    'lib/replay/html/analysers.ts',
    "export { x } from '#functions/classify/handler.ts';",
    'noRestrictedImports',
  ],
  [
    "the page's analysers importing another function",
    'lib/replay/html/analysers.ts',
    "export { x } from '#functions/route/fold.ts';",
    'noRestrictedImports',
  ],
  ['production code importing a test', 'lib/stacks/a.ts', "export { x } from '#test/support/x.ts';", 'noRestrictedImports'],
  ['the command line importing a test', 'bin/command-line.ts', "export { x } from '../test/support/x.ts';", 'noRestrictedImports'],
  ['an import without its extension', 'functions/route/a.ts', "export { x } from './b';", 'useImportExtensions'],
  ['a cycle of imports', 'lib/replay/a.ts', "import { b } from './cycle.ts';\nexport const a = (): unknown => b;", 'noImportCycles'],
  [
    'a promise nobody waits for',
    'lib/replay/a.ts',
    'const work = async (): Promise<void> => {};\nexport const a = (): void => {\n  work();\n};',
    'noFloatingPromises',
  ],
] as const;

interface Report {
  readonly diagnostics: readonly { readonly category?: string; readonly severity: string }[];
}

let folder: string;

/** What the linter says of one file, as `lint/group/rule` names. */
const lint = (path: string, source: string): string[] => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${source}\n`);
  try {
    const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=200', path];
    const output = execFileSync(join(root, 'node_modules/.bin/biome'), args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return rules(output);
  } catch (error) {
    return rules((error as { stdout: string }).stdout);
  } finally {
    rmSync(file);
  }
};
const rules = (output: string): string[] =>
  (JSON.parse(output) as Report).diagnostics.filter((d) => d.severity === 'error').map((d) => d.category ?? '');

describe('the import rules', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
    for (const file of ['biome.json', 'ambient.grit', 'package.json', 'tsconfig.json']) cpSync(join(root, file), join(folder, file));
    mkdirSync(join(folder, 'functions/route'), { recursive: true });
    mkdirSync(join(folder, 'lib/replay'), { recursive: true });
    writeFileSync(join(folder, 'functions/route/b.ts'), 'export const x = 1;\n');
    writeFileSync(join(folder, 'lib/replay/cycle.ts'), "import { a } from './a.ts';\nexport const b = (): unknown => a;\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.for(breaches)('catch %s', ([, path, source, rule]) => {
    expect(lint(path, source).some((category) => category.endsWith(rule))).toBe(true);
  });

  it('let a clean stage, handler and adapter pass', () => {
    expect(
      lint(
        'functions/route/a.ts',
        "import { createHash } from 'node:crypto';\nimport * as z from 'zod';\nimport { x } from '#kernel/signal.ts';\nimport { y } from './b.ts';\n\nexport const all = [createHash, z, x, y, new Date(0)];",
      ),
    ).toEqual([]);
    expect(
      lint('functions/route/handler.ts', "export { x } from '#adapters/s3/archive.ts';\nexport { y } from '#stage/queue-handler.ts';"),
    ).toEqual([]);
    expect(lint('functions/adapters/s3/a.ts', "export { S3Client } from '@aws-sdk/client-s3';\nexport const now = Date.now();")).toEqual(
      [],
    );
  });
});
