/** The local cloud: runs what `cdk synth` wrote on this machine, in virtual time or live. */

import type { LocalCloudOptions } from './cloud-options.ts';
import type { ApiParts, CloudParts } from './cloud-parts.ts';
import { answerRequest, type FrontParts } from './front/front.ts';
import { callHttpApi } from './front/http-api.ts';
import type { HttpRequest, HttpResponse } from './front/http-message.ts';
import { listen } from './front/server.ts';
import { type Inspectors, inspect } from './inspect.ts';
import { MetricTotals } from './metrics-from-logs.ts';
import { resourceTypes } from './resources/registry.ts';
import { type FinishedInvocation, FunctionRuntime, type RuntimeSurroundings } from './runtime/function-runtime.ts';
import type { InvokeResult, Service } from './service.ts';
import { createServices } from './services.ts';
import { createStandIns, type StandIns } from './stand-ins/index.ts';
import { readAssembly } from './template/assembly.ts';
import { deploy } from './template/deploy.ts';
import type { CloudScheduler } from './time/cloud-scheduler.ts';
import { DeterministicScheduler } from './time/deterministic-scheduler.ts';
import { LiveScheduler } from './time/live-scheduler.ts';
import { uuidFrom } from './time/seeded-random.ts';
import { installVirtualDate } from './time/virtual-date.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | Uint8Array | string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

export interface LocalCloud extends Inspectors {
  /** Serves the HTTP API, and every emulated service by the credential scope of the request. */
  readonly url: string;
  /** The outputs of all stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly standIns: StandIns;
  now(): number;
  /** One request to the HTTP API, as an event of the queue; everything it causes later stays for `advanceTo` or `settle`. */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Runs all that is due up to a time; then it is that time. Time never goes back: an earlier time only runs what is due. */
  advanceTo(timeMs: number): Promise<void>;
  /** Runs until only waits and time-outs of workflows are left; deterministic time moves as far as the last thing that ran. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const account = '123456789012';
const region = 'us-east-1';
const host = '127.0.0.1';
/** Environments of one function at a time: one keeps runs repeatable, a few let a live cloud breathe. */
const maxEnvironments = { deterministic: 1, live: 4 };

const text = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Starts the cloud: reads the assembly, creates every resource, listens. Functions start when they are first called. */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const stacks = readAssembly(options.assembly);
  const isDeterministic = options.mode === 'deterministic';
  const seed = options.seed ?? 'streamwarden';
  const tell = options.onEvent ?? (() => {});
  const startAt = options.startAt ?? Date.parse('2026-01-01T00:00:00Z');
  const scheduler: CloudScheduler = isDeterministic
    ? new DeterministicScheduler(startAt, seed, options.watchdogMs)
    : new LiveScheduler((error) => tell({ type: 'failure', at: Date.now(), error: text(error) }), options.seed);
  const restoreDate = isDeterministic ? installVirtualDate(() => scheduler.now()) : () => {};
  const clock = new SharedArrayBuffer(8);
  const clockView = new BigInt64Array(clock);
  const random = new Map<string, () => number>();
  const nextUuid = (purpose: string): string => {
    const numbers = random.get(purpose) ?? scheduler.random(purpose);
    random.set(purpose, numbers);
    return uuidFrom(numbers);
  };

  const functions = new Map<string, FunctionRuntime>();
  const functionBy = (nameOrArn: string): FunctionRuntime | undefined =>
    functions.get(nameOrArn) ?? functions.get(`arn:aws:lambda:${region}:${account}:function:${nameOrArn}`);
  const functionOf = (accessKeyId: string): FunctionRuntime | undefined =>
    [...functions.values()].find(({ specification }) => specification.roleName === accessKeyId);
  const invoke = (functionArn: string, payload: unknown): Promise<InvokeResult> => {
    const target = functionBy(functionArn);
    if (!target)
      return Promise.resolve({
        ok: false,
        errorType: 'Lambda.ResourceNotFoundException',
        errorMessage: `Function not found: ${functionArn}`,
      });
    return target.invoke(payload);
  };

  const metrics = new Map<string, MetricTotals>();
  const onInvocation = ({ function: name, requestId, at, coldStart, result, logs }: FinishedInvocation): void => {
    const totals = metrics.get(name) ?? new MetricTotals();
    metrics.set(name, totals);
    totals.add(logs);
    const failure = result.ok ? {} : { errorType: result.errorType, errorMessage: result.errorMessage };
    tell({ type: 'invocation', at, function: name, requestId, ok: result.ok, coldStart, logs, ...failure });
  };

  const apis = new Map<string, ApiParts>();
  const callApi: FrontParts['api'] = async (request, scope) => {
    const response = await callHttpApi(request, scope, [...apis.values()][0], {
      now: () => scheduler.now(),
      nextRequestId: () => nextUuid('api request'),
      invoke,
      account,
      region,
    });
    tell({ type: 'request', at: scheduler.now(), method: request.method, path: request.target, status: response.status });
    return response;
  };
  const standIns = createStandIns({
    ...options.standIns,
    scheduler,
    onRequest: (call) => tell({ type: 'call', ...call }),
    onMessage: (message) => tell({ type: 'message', at: scheduler.now(), message }),
  });
  const services = new Map<string, Service>();
  const frontParts: FrontParts = {
    services,
    api: callApi,
    elsewhere: async ({ method, headers, body }, url) => {
      const { lost, ...response } = standIns.handle({ method, url: url.href, headers, body: body.toString() });
      return lost ? undefined : response;
    },
    fateOf: ({ accessKeyId, service, operation }) => {
      const caller = functionOf(accessKeyId);
      if (!caller || !options.interceptors?.call) return 'proceed';
      return options.interceptors.call({ function: caller.specification.name, ...caller.nextCall(), service, operation });
    },
    kill: async (accessKeyId) => functionOf(accessKeyId)?.killActive(),
    nextRequestId: () => nextUuid('service request'),
  };
  const front = await listen(options.port ?? 0, (request: HttpRequest) =>
    scheduler.busy(`${request.method} ${request.headers['x-amz-target'] ?? request.target}`, answerRequest(request, frontParts)),
  ).catch((error: unknown) => {
    restoreDate();
    throw error;
  });
  const url = `http://${host}:${front.port}`;

  const surroundings: RuntimeSurroundings = {
    now: () => {
      Atomics.store(clockView, 0, BigInt(scheduler.now()));
      return scheduler.now();
    },
    begin: (label) => scheduler.begin(label),
    nextRequestId: () => nextUuid('invocation'),
    front: { host, port: front.port },
    ...(isDeterministic ? { deterministic: { clock, seed } } : {}),
    maxEnvironments: maxEnvironments[options.mode],
    fateOf: (invocation) => options.interceptors?.invocation?.(invocation) ?? 'proceed',
    onInvocation,
  };
  const createdServices = createServices({ scheduler, invoker: { invoke }, account, region, url, tell });
  for (const service of Object.values(createdServices)) services.set(service.signingName, service);

  const parts: CloudParts = {
    account,
    region,
    scheduler,
    ...createdServices,
    publicUrl: options.publicUrl ?? url,
    endpoint: url,
    apis,
    functions,
    mappings: [],
    shards: new Map(),
    tables: new Set(),
    buckets: new Set(),
    queues: new Map(),
    roles: new Map(),
    newFunction: (specification) => {
      const runtime = new FunctionRuntime(specification, surroundings);
      functions.set(specification.arn, runtime);
      return runtime;
    },
    functionBy,
    nextUuid,
  };
  const close = async (): Promise<void> => {
    scheduler.close();
    await Promise.all([...functions.values()].map((runtime) => runtime.close()));
    await front.close();
    restoreDate();
  };
  const outputs = await deploy(stacks, resourceTypes, parts).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const request = async ({ method, path, headers = {}, body = '' }: ApiRequest): Promise<ApiResponse> => {
    let response: HttpResponse | undefined;
    const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const incoming = {
      method,
      target: path,
      headers: { host: new URL(parts.publicUrl).host, ...lowered },
      body: Buffer.from(body),
      httpVersion: '1.1',
    };
    scheduler.at(scheduler.now(), `request ${method} ${path}`, async () => {
      response = await callApi(incoming, undefined);
    });
    await scheduler.runUntil(() => response !== undefined);
    if (!response) throw new Error('The local cloud was closed before it answered.');
    return { status: response.status, headers: response.headers, body: Buffer.from(response.body) };
  };

  return {
    url,
    outputs,
    standIns,
    now: () => scheduler.now(),
    request,
    advanceTo: (timeMs) => scheduler.advanceTo(timeMs),
    settle: () => scheduler.settle(),
    close,
    ...inspect(parts, metrics),
  };
};
