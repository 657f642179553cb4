/** Runs a function of the synthesised templates as Lambda would: its bundle, its variables and its memory's heap in a process of its own, AWS answered for by a stand-in. */
import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { jsonResponse } from '#lib/local/front/http-message.ts';
import { type FrontServer, listen } from '#lib/local/front/server.ts';
import { readAssembly } from '#lib/local/template/assembly.ts';

/** What the process is told; the event as the runtime gets it, JSON in bytes. */
export interface ProcessEvent {
  readonly event: Uint8Array;
  readonly requestId: string;
}

/** What it says when it is done. */
export interface ProcessAnswer {
  readonly answer: unknown;
  /** The most memory the whole process held while it was at it (`process.resourceUsage().maxRSS`). */
  readonly peakBytes: number;
  /** Processor time, collection of garbage included. */
  readonly cpuMs: number;
}

export interface FunctionProcess {
  /** The template's `MemorySize`, in bytes. */
  readonly memoryBytes: number;
  /** Rejects when the process dies of it. */
  run(event: Uint8Array): Promise<ProcessAnswer>;
  /** What it holds between two events, in bytes: its heap and its buffers after a collection of garbage. */
  held(): Promise<number>;
  /** All that it wrote into its logs. */
  logs(): string;
  /** Records it put into streams. */
  records(): number;
  close(): Promise<void>;
}

interface Specification {
  readonly file: string;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
}

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly MemorySize?: number;
  readonly Code?: { readonly S3Key?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
}

/** The function as the template has it; variables that name another resource hold their own name. */
const specificationOf = (assembly: string, name: string): Specification => {
  for (const { template, assets } of readAssembly(assembly))
    for (const { Type, Properties } of Object.values(template.Resources ?? {})) {
      const properties = Properties as FunctionProperties | undefined;
      if (Type !== 'AWS::Lambda::Function' || properties?.FunctionName !== name) continue;
      const folder = assets.get(properties.Code?.S3Key?.replace(/\.zip$/, '') ?? '');
      if (folder === undefined || properties.MemorySize === undefined) throw new Error(`${name} has no asset or no MemorySize`);
      const variables = Object.entries(properties.Environment?.Variables ?? {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : key,
      ]);
      return { file: join(folder, 'index.mjs'), memoryMb: properties.MemorySize, variables: Object.fromEntries(variables) };
    }
  throw new Error(`the templates have no function ${name}`);
};

/** Kinesis and Secrets Manager as far as the function calls them: everything is taken, nothing kept. */
const standIn = async (onRecords: (count: number) => void): Promise<FrontServer> =>
  listen(0, async ({ headers, body }) => {
    if (headers['x-amz-target']?.endsWith('.GetSecretValue')) return jsonResponse(200, { SecretString: 'the key of a test' });
    const { Records: records = [] } = JSON.parse(body.toString()) as { readonly Records?: readonly unknown[] };
    onRecords(records.length);
    return jsonResponse(200, { FailedRecordCount: 0, Records: records.map((_, at) => ({ SequenceNumber: String(at), ShardId: '0' })) });
  });

/** How Lambda starts Node for so much memory: nine tenths for old objects, a twentieth for each half of the young [S: the runtime's bootstrap]. */
const heapOf = (memoryMb: number): readonly string[] => [
  '--expose-gc',
  `--max-old-space-size=${Math.floor((memoryMb * 90) / 100)}`,
  `--max-semi-space-size=${Math.floor((memoryMb * 5) / 100)}`,
];

const started = (child: ChildProcess, wrote: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the function could not be loaded, exit code ${code}: ${wrote()}`)));
  });

export const startFunctionProcess = async (assembly: string, name: string): Promise<FunctionProcess> => {
  const { file, memoryMb, variables } = specificationOf(assembly, name);
  let records = 0;
  const aws = await standIn((count) => {
    records += count;
  });
  const child = fork(new URL('./function-process-main.ts', import.meta.url), [file], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...heapOf(memoryMb)],
    env: {
      ...variables,
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`, AWS_LAMBDA_FUNCTION_NAME: name, LAMBDA_TASK_ROOT: dirname(file) },
    },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      written += chunk.toString();
    });
  await started(child, () => written.slice(-1000));
  const ask = <Answer>(message: ProcessEvent | 'held'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const died = (code: number | null): void =>
        reject(new Error(`the function's process died, exit code ${code}: ${written.slice(-500)}`));
      child.once('exit', died);
      child.once('message', (answer) => {
        child.off('exit', died);
        resolve(answer as Answer);
      });
      child.send(message);
    });
  let events = 0;
  return {
    memoryBytes: memoryMb * 1024 * 1024,
    logs: () => written,
    records: () => records,
    run: (event) => {
      events += 1;
      return ask<ProcessAnswer>({ event, requestId: `event-${events}` });
    },
    held: () => ask<number>('held'),
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await Promise.all([gone, aws.close()]);
    },
  };
};
