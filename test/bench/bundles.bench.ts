/**
 * What a cold start pays before the first event: CPU time to import each function's bundle, in a fresh process as Lambda starts it, and
 * as a ratio to importing a bundle that holds DynamoDB's client alone.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleOptions, functionNames, withAssets } from '#lib/constructs/bundles.ts';
import { compilePolicy } from '#lib/constructs/compile-policy.ts';
import { type Figure, figure, median } from './figure.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 5;

const machine = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const secret = (name: string): string => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}`;

/** Every variable any function asks for; nothing is called during an import. */
const environment: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  NODE_OPTIONS: '--enable-source-maps',
  ENVIRONMENT: 'bench',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  TELEMETRY_STREAM: 'telemetry',
  HASH_KEY_SECRET: secret('hash-key'),
  KNOWLEDGE_TABLE: 'knowledge',
  FINDINGS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/findings.fifo',
  QUARANTINE_BUCKET: 'quarantine',
  ARCHIVE_BUCKET: 'archive',
  METRIC_STORE: 'timestream',
  TIMESTREAM_DATABASE: 'metrics',
  TIMESTREAM_TABLE: 'samples',
  RESPONSE_TABLE: 'response',
  TIMERS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/timers',
  ESCALATION_STATE_MACHINE: machine('escalation'),
  REMEDIATION_STATE_MACHINE: machine('remediation'),
  LINK_SECRET: secret('link'),
  PUBLIC_URL: 'https://api.example.com',
  AWX_TOKEN_SECRET: secret('awx'),
  TOKEN_CACHE_SECONDS: '60',
};

/** CPU milliseconds, user and system, of one import in a process of its own. */
const importOnce = (folder: string, name: string): number => {
  const bundle = pathToFileURL(join(folder, name, 'index.mjs')).href;
  const script = `const s=process.cpuUsage();const{handler}=await import(${JSON.stringify(bundle)});const u=process.cpuUsage(s);
if(typeof handler!=='function')throw new Error('no handler');process.stdout.write(String((u.user+u.system)/1000));process.exit(0)`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...environment, POWERTOOLS_SERVICE_NAME: name, LAMBDA_TASK_ROOT: join(folder, name) },
  });
  if (run.status !== 0) throw new Error(`functions/${name} cannot be imported: ${run.stderr}`);
  return Number(run.stdout);
};

/** The yardstick: a function that knows its DynamoDB client and nothing else. */
const writeClientAlone = (folder: string): void => {
  const contents = "export { DynamoDBClient as handler } from '@aws-sdk/client-dynamodb';";
  buildSync({
    ...bundleOptions,
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    outfile: join(folder, 'client-alone/index.mjs'),
  });
};

export const run = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-bench-'));
  try {
    withAssets(root, compilePolicy(join(root, 'policy')), (assetFolder) => {
      for (const name of functionNames(root)) cpSync(assetFolder(name), join(folder, name), { recursive: true });
    });
    writeClientAlone(folder);
    return functionNames(root).flatMap((name) => {
      const both = Array.from({ length: rounds }, () => [importOnce(folder, name), importOnce(folder, 'client-alone')] as const);
      const own = median(both.map(([milliseconds]) => milliseconds));
      return [
        figure({ name: `import ${name}`, value: own, unit: 'CPU ms', floor: 2_000, target: 120, lowerIsBetter: true }),
        figure({
          name: `import ${name} to DynamoDB client alone`,
          value: median(both.map(([milliseconds, alone]) => milliseconds / alone)),
          unit: 'ratio',
          floor: 5,
          target: 2,
          lowerIsBetter: true,
        }),
        figure({
          name: `bundle ${name}`,
          value: statSync(join(folder, name, 'index.mjs')).size / 1024,
          unit: 'KiB',
          floor: 1500,
          target: 600,
          lowerIsBetter: true,
        }),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
