/**
 * What a cold start pays before the first event: CPU time to import each function's bundle, in a fresh process as Lambda starts it, and
 * as a ratio to importing one client of the SDK alone, in one file as it is usually bundled: Kinesis' for ingest, DynamoDB's for the others.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleOptions, functionNames, withAssets } from '#lib/constructs/bundles.ts';
import { compilePolicy } from '#lib/policy/compile-policy.ts';
import { type Figure, figure, median } from './figure.ts';

const root = join(import.meta.dirname, '../..');
const rounds = 7;

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
  ATTEMPTS: '4',
  TIMERS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/timers',
  ESCALATION_STATE_MACHINE: machine('escalation'),
  REMEDIATION_STATE_MACHINE: machine('remediation'),
  LINK_SECRET: secret('link'),
  PUBLIC_URL: 'https://api.example.com',
  AWX_TOKEN_SECRET: secret('awx'),
  TOKEN_CACHE_SECONDS: '60',
  REQUESTS_PER_MINUTE: '60000',
  SIGNALS_PER_MINUTE: '6000000',
  BYTES_PER_DAY: '0',
  DEDUPLICATION_SECONDS: '300',
  DEDUPLICATION_SHARED: 'events',
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

/** The yardsticks: functions that know one client and nothing else. */
const clients = { kinesis: 'KinesisClient', dynamodb: 'DynamoDBClient' } as const;
type Client = keyof typeof clients;

const writeClientAlone = (folder: string, client: Client): void => {
  const { chunkNames, ...options } = bundleOptions;
  buildSync({
    ...options,
    splitting: false,
    absWorkingDir: root,
    stdin: { contents: `export { ${clients[client]} as handler } from '@aws-sdk/client-${client}';`, resolveDir: root },
    outfile: join(folder, client, 'index.mjs'),
  });
};

/** KiB of code that an import reads: the module and the chunks it imports statically. */
const codeRead = (folder: string, file = 'index.mjs', seen = new Set<string>()): number => {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  const imported = [...text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^"'();]*?from)?"(\.[^"]+)"/g)].map(([, name]) => name as string);
  const below = imported.map((name) => codeRead(folder, join(dirname(file), name), seen));
  return text.length / 1024 + below.reduce((sum, size) => sum + size, 0);
};

export const run = async (): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-bench-'));
  try {
    withAssets(root, compilePolicy(join(root, 'policy')), (assetFolder) => {
      for (const name of functionNames(root)) cpSync(assetFolder(name), join(folder, name), { recursive: true });
    });
    for (const client of Object.keys(clients) as Client[]) writeClientAlone(folder, client);
    return functionNames(root).flatMap((name) => {
      const client: Client = name === 'ingest' ? 'kinesis' : 'dynamodb';
      const both = Array.from({ length: rounds }, () => [importOnce(folder, name), importOnce(folder, client)] as const);
      return [
        figure({
          name: `import ${name}`,
          value: median(both.map(([own]) => own)),
          unit: 'CPU ms',
          floor: 2_000,
          target: 120,
          lowerIsBetter: true,
        }),
        figure({
          name: `import ${name} to client-${client} alone`,
          value: median(both.map(([own, alone]) => own / alone)),
          unit: 'ratio',
          floor: name === 'ingest' ? 1.25 : 3,
          target: name === 'ingest' ? 1 : 1.5,
          lowerIsBetter: true,
        }),
        figure({
          name: `code read by an import of ${name}`,
          value: codeRead(join(folder, name)),
          unit: 'KiB',
          floor: 1000,
          target: 500,
          lowerIsBetter: true,
        }),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
