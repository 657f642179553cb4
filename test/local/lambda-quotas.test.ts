import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import { refusalOf } from '#test/support/refusal-of.ts';
import { smallPipeline, smallPipelineHandlers } from '#test/support/templates/small-pipeline.ts';
import { smallQueue, smallQueueHandlers } from '#test/support/templates/small-queue.ts';
import { writeAssembly } from '#test/support/templates/write-assembly.ts';

describe('what goes into a function and comes out', () => {
  const maxEventBytes = 6_291_456;
  const maxResultBytes = 6_291_556;
  let cloud: LocalCloud;
  let events: CloudEvent[] = [];
  beforeEach(async () => {
    events = [];
    const assembly = writeAssembly(smallPipeline(), smallPipelineHandlers);
    cloud = await startLocalCloud({
      assembly,
      mode: 'deterministic',
      publicUrl: 'http://api.local',
      onEvent: (event) => events.push(event),
    });
  });
  afterEach(() => cloud.close());

  const post = (path: string, body: string | Buffer, contentType: string, headers = {}) =>
    cloud.request({ method: 'POST', path, headers: { 'content-type': contentType, ...headers }, body });
  const probe = async (query: string) => {
    const { status, body } = await cloud.request({ method: 'GET', path: `/probe/1?${query}` });
    return { status, body: body.toString() };
  };
  const invocations = () => events.filter((event) => event.type === 'invocation');

  it('is an event of 6,291,456 bytes at most: one more is a 413, and the function hears nothing', async () => {
    const echoed = await post('/any/x?nope=plain', 'x'.repeat(6_000_000), 'text/plain');
    const overhead = echoed.body.length - 6_000_000;
    const most = 'x'.repeat(maxEventBytes - overhead);
    expect((await post('/any/x?mode=plain', most, 'text/plain')).status).toBe(200);
    const { status, body } = await post('/any/x?mode=plain', `${most}x`, 'text/plain');
    expect([status, body.toString()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(invocations()).toHaveLength(2);
  });

  it('is reached by 4.75 MB that are not text, which base64 makes a third larger', async () => {
    expect((await post('/any/x?mode=plain', Buffer.alloc(4_700_000), 'application/x-protobuf')).status).toBe(200);
    expect((await post('/any/x?mode=plain', Buffer.alloc(4_750_000), 'application/x-protobuf')).status).toBe(413);
  });

  it('is a result of 6,291,556 bytes at most', async () => {
    expect((await probe(`length=${maxResultBytes - 2}`)).status).toBe(200);
    expect(await probe(`length=${maxResultBytes - 1}`)).toEqual({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(invocations().at(-1)).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  it('comes with a request line and header values of 10,240 bytes at most', async () => {
    const path = '/any/x?mode=plain';
    const others = `POST ${path} HTTP/1.1`.length + 'api.local'.length + 'text/plain'.length;
    const padding = (bytes: number) => ({ 'x-padding': 'p'.repeat(bytes - others) });
    expect((await post(path, '', 'text/plain', padding(10_240))).status).toBe(200);
    expect((await post(path, '', 'text/plain', padding(10_241))).status).toBe(431);
  });

  it('may not live on in buffers beyond MemorySize: the runtime is killed at its next call', async () => {
    expect((await probe('mode=hoard')).status).toBe(500);
    expect(invocations().at(-1)).toMatchObject({
      ok: false,
      errorType: 'Lambda.Unknown',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
    });
    expect((await probe('mode=waste')).status).toBe(200);
    expect(invocations().at(-1)).toMatchObject({ coldStart: true });
  });

  it('takes as long as the function sleeps, in its time and in the cloud', async () => {
    const before = cloud.now();
    expect((await probe('mode=sleep')).body).toBe('250');
    expect(cloud.now() - before).toBe(250);
  });
});

describe('what Lambda refuses to create', () => {
  const messageOf = async (assembly: string): Promise<string> => {
    const refusal = await refusalOf(assembly);
    return refusal ? `${refusal.name} ${refusal.message}` : 'started';
  };
  type Resources = Record<string, { Properties: Record<string, unknown> }>;
  const changed = (stack: { readonly Resources?: Readonly<Record<string, unknown>> }, id: string, properties: object) => {
    const copy = structuredClone(stack) as { Resources: Resources };
    Object.assign(copy.Resources[id]?.Properties ?? {}, properties);
    return copy;
  };
  const functionWith = (properties: object) => writeAssembly({ stack: changed(smallQueue, 'Take', properties) }, smallQueueHandlers);
  const variables = (all: object) => functionWith({ Environment: { Variables: all } });
  const value = (given: unknown, member: string, rule: string) =>
    `1 validation error detected: Value '${given}' at '${member}' failed to satisfy constraint: Member must ${rule}`;
  const unable = 'Lambda was unable to configure your environment variables because the environment variables you have provided';
  /** `{"A1":"…"}` of so many bytes. */
  const environment = (bytes: number) => ({ A1: 'x'.repeat(bytes - 9) });

  it.for<[string, () => string, string]>([
    ['a timeout over 15 minutes', () => functionWith({ Timeout: 901 }), value(901, 'timeout', 'have value less than or equal to 900')],
    ['no memory to speak of', () => functionWith({ MemorySize: 127 }), value(127, 'memorySize', 'have value greater than or equal to 128')],
    ['too much memory', () => functionWith({ MemorySize: 10_241 }), value(10_241, 'memorySize', 'have value less than or equal to 10240')],
    [
      'a long name',
      () => functionWith({ FunctionName: 'n'.repeat(65) }),
      value('n'.repeat(65), 'functionName', 'have length less than or equal to 64'),
    ],
    [
      'a name with a dot',
      () => functionWith({ FunctionName: 'a.b' }),
      value('a.b', 'functionName', 'satisfy regular expression pattern: ^[a-zA-Z0-9-_]+$'),
    ],
    [
      'reserved variables',
      () => variables({ AWS_REGION: 'x', OURS: 'y', LAMBDA_TASK_ROOT: 'z' }),
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT`,
    ],
    [
      'a variable whose name is one letter',
      () => variables({ A: '1' }),
      "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+] ('A')",
    ],
    ['more than 4 KB of variables', () => variables(environment(4_097)), `${unable} exceeded the 4KB limit (4097 bytes)`],
    [
      'an endpoint the local cloud sets itself',
      () => variables({ AWS_ENDPOINT_URL_S3: 'http://elsewhere' }),
      'the variable AWS_ENDPOINT_URL_S3 would lead away from the local cloud, which sets it itself',
    ],
    [
      'a package of 250 MB',
      () => {
        const assembly = functionWith({});
        const path = join(assembly, 'asset.take', 'model.bin');
        writeFileSync(path, '');
        // A hole, not bytes on the disk.
        truncateSync(path, 262_144_000);
        return assembly;
      },
      'Unzipped size must be smaller than 262144000 bytes',
    ],
  ])('is %s', async ([, assembly, message]) => {
    expect(await messageOf(assembly())).toBe(`TemplateError stack/Take: ${message}`);
  });

  const fromQueue = (properties: object) => writeAssembly({ stack: changed(smallQueue, 'Mapping', properties) }, smallQueueHandlers);
  const fromStream = (mapping: Readonly<Record<string, unknown>>) => writeAssembly(smallPipeline({ mapping }), smallPipelineHandlers);

  it.for<[string, () => string, string]>([
    [
      '10,001 records a batch',
      () => fromStream({ BatchSize: 10_001 }),
      value(10_001, 'batchSize', 'have value less than or equal to 10000'),
    ],
    ['no record a batch', () => fromStream({ BatchSize: 0 }), value(0, 'batchSize', 'have value greater than or equal to 1')],
    [
      'a window over five minutes',
      () => fromStream({ MaximumBatchingWindowInSeconds: 301 }),
      value(301, 'maximumBatchingWindowInSeconds', 'have value less than or equal to 300'),
    ],
    [
      'eleven batches of a shard at once',
      () => fromStream({ ParallelizationFactor: 11 }),
      value(11, 'parallelizationFactor', 'have value less than or equal to 10'),
    ],
    [
      '10,001 retries',
      () => fromStream({ MaximumRetryAttempts: 10_001 }),
      value(10_001, 'maximumRetryAttempts', 'have value less than or equal to 10000'),
    ],
    [
      'records given up after 59 seconds',
      () => fromStream({ MaximumRecordAgeInSeconds: 59 }),
      value(59, 'maximumRecordAgeInSeconds', 'have value greater than or equal to 60'),
    ],
    [
      'eleven messages of a FIFO queue a batch',
      () => fromQueue({ BatchSize: 11 }),
      value(11, 'batchSize', 'have value less than or equal to 10'),
    ],
    [
      'a window for a FIFO queue',
      () => fromQueue({ MaximumBatchingWindowInSeconds: 1 }),
      'Batching window is not supported for FIFO queues',
    ],
    [
      'what only streams have, of a queue',
      () => fromQueue({ BisectBatchOnFunctionError: true }),
      'Unsupported BisectBatchOnFunctionError parameter for the queue',
    ],
  ])('is a mapping with %s', async ([, assembly, message]) => {
    const path = assembly();
    expect((await messageOf(path)).replace(/^TemplateError (stack|pipeline)\/Mapping: /, '')).toBe(message);
  });

  it('is a mapping from a queue that shows a message again before the function is timed out', async () => {
    const assembly = functionWith({ Timeout: 61 });
    expect(await messageOf(assembly)).toBe(
      'TemplateError stack/Mapping: Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds',
    );
  });

  it('is nothing at the limits', async () => {
    const atLimit = functionWith({
      Timeout: 60,
      MemorySize: 10_240,
      FunctionName: 'n'.repeat(64),
      Environment: { Variables: environment(4_096) },
    });
    expect(await messageOf(atLimit)).toBe('started');
    const mapping = {
      ...{ BatchSize: 10_000, MaximumBatchingWindowInSeconds: 300, ParallelizationFactor: 10 },
      ...{ MaximumRetryAttempts: 10_000, MaximumRecordAgeInSeconds: 604_800 },
    };
    expect(await messageOf(fromStream(mapping))).toBe('started');
    expect(await messageOf(fromStream({ MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 }))).toBe('started');
  });
});
