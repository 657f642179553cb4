/** The local cloud: runs what `cdk synth` wrote on this machine, in virtual time or live. */
import type { CloudEvent } from './cloud-event.ts';
import type { LocalCloudOptions } from './cloud-options.ts';
import { type ApiParts, account, type CloudParts, type DomainParts, host, localSecretKey, region } from './cloud-parts.ts';
import { apiAtFront, type Entrance } from './front/choose-api.ts';
import { type CredentialScope, credentialScope } from './front/credential-scope.ts';
import { answerRequest, type FrontParts } from './front/front.ts';
import { callHttpApi, type Judging } from './front/http-api.ts';
import type { HttpRequest, HttpResponse } from './front/http-message.ts';
import { operateStreams } from './front/operate-streams.ts';
import { serveDomains } from './front/serve-domains.ts';
import { listen } from './front/server.ts';
import { AccessControl } from './iam/access.ts';
import { authorise } from './iam/authorise.ts';
import { type ClusterRole, isLetIn } from './iam/cluster-token.ts';
import { type Inspectors, inspect } from './inspect.ts';
import { countApiRequest } from './meter/count-api-request.ts';
import { countExchange } from './meter/count-exchange.ts';
import { Meter } from './meter/meter.ts';
import { resourceTypes } from './resources/registry.ts';
import { FunctionRegistry } from './runtime/function-registry.ts';
import type { Service } from './service.ts';
import { createServices } from './services.ts';
import { lostResponse } from './stand-ins/exchange.ts';
import { createStandIns, type StandIns } from './stand-ins/index.ts';
import { readAssembly } from './template/assembly.ts';
import { deploy } from './template/deploy.ts';
import { openTime } from './time/cloud-time.ts';

interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | Uint8Array | string;
  /** Of this request; as the cloud was started, when undefined. */
  readonly judging?: Judging;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

export interface LocalCloud extends Inspectors {
  /** Serves the HTTP API, and every emulated service by the credential scope of the request. */
  readonly url: string;
  /** Where the template's domains are served, by name; those that cannot be are left out. */
  readonly domains: Readonly<Record<string, string>>;
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

const words = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const incoming = ({ method, path, headers = {}, body = '' }: ApiRequest, publicUrl: string): HttpRequest => {
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, target: path, headers: { host: new URL(publicUrl).host, ...lowered }, body: Buffer.from(body), httpVersion: '1.1' };
};

/** Starts the cloud: reads the assembly, listens, creates every resource. Functions start when they are first called. */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const stacks = readAssembly(options.assembly).map((stack) => options.amend?.(stack) ?? stack);
  const tell = (event: CloudEvent): void => options.onEvent?.(event);
  const time = openTime({ ...options, onError: (error) => tell({ type: 'failure', at: Date.now(), error: words(error) }) });
  const { scheduler, nextUuid } = time;
  const interceptors = options.interceptors ?? {};
  const access = new AccessControl({
    ...{ account, region, now: () => scheduler.now() },
    onDenial: (denial) => tell({ type: 'denial', at: scheduler.now(), denial }),
  });

  const meter = new Meter(() => scheduler.now());
  if (options.computeCost) meter.lambda.costOf = options.computeCost;

  const apis = new Map<string, ApiParts>();
  const domains = new Map<string, DomainParts>();
  const services = new Map<string, Service>();
  const clusterRoles: ClusterRole[] = [];
  const standIns = createStandIns({
    ...options.standIns,
    kubernetes: {
      takes: (token) => clusterRoles.some((role) => isLetIn(token, role, localSecretKey, scheduler.now())),
      ...options.standIns?.kubernetes,
    },
    scheduler,
    onRequest: (call) => tell({ type: 'call', ...call }),
    onMessage: (message) => tell({ type: 'message', at: scheduler.now(), message }),
  });
  const callApi = async (
    request: HttpRequest,
    scope: CredentialScope | undefined,
    judging: Judging = options.judging ?? 'local',
    at: Entrance<ApiParts> = {},
  ): Promise<HttpResponse> => {
    const api = at.api ?? apiAtFront(apis.values(), request, judging);
    let behind = '';
    const fate = interceptors.request?.({ method: request.method, path: request.target, at: scheduler.now() }) ?? 'proceed';
    const answered = fate !== 'proceed' && fate.instead ? fate.answer : undefined;
    const served =
      answered ??
      (await callHttpApi(request, scope, api, {
        judging,
        signingKey: options.signingKey,
        now: () => scheduler.now(),
        nextRequestId: () => nextUuid('api request'),
        invoke: (functionArn, event) => {
          behind = functions.find(functionArn)?.specification.name ?? '';
          return functions.invoke(functionArn, event);
        },
        mayInvoke: (functionArn, sourceArn) =>
          access.letsIn({ service: 'apigateway.amazonaws.com', sourceArn }, { action: 'lambda:InvokeFunction', resource: functionArn }),
        account,
        region,
        certificate: at.certificate,
      }));
    const response = fate === 'proceed' ? served : fate.answer;
    countApiRequest(meter, { request, response, owner: behind, accessLog: api?.accessLog });
    tell({ type: 'request', at: scheduler.now(), method: request.method, path: request.target, status: response.status });
    return response;
  };
  const frontParts: FrontParts = {
    services,
    api: (call, scope) => callApi(call, scope),
    elsewhere: async ({ method, headers, body }, url) => {
      const call = { method, url: url.href, headers, body: body.toString() };
      const fate = interceptors.outside?.({ request: call, at: scheduler.now() }) ?? 'proceed';
      const own = fate !== 'proceed' && fate.instead ? undefined : standIns.handle(call);
      const { lost, ...response } = fate === 'proceed' ? (own ?? lostResponse) : fate.answer;
      return lost ? undefined : response;
    },
    fateOf: ({ accessKeyId, service, operation }) => {
      const caller = interceptors.call && functions.ofRole(accessKeyId);
      if (!caller) return 'proceed';
      const call = { function: caller.specification.name, ...caller.nextCall(), service, operation, at: scheduler.now() };
      return interceptors.call?.(call) ?? 'proceed';
    },
    authorise: (service, request) =>
      authorise(service, request, {
        access,
        place: {
          ...{ account, region },
          machineOfToken: (token) => created.states.machineOfToken(token),
          secretArn: (id) => created.secrets.arnOf(id),
          automationRole: (start) => created.ssm.roleOf(start),
          lacksObject: (bucket, key) => created.s3.lacksObject(bucket, key),
        },
        functionOf: (role) => functions.ofRole(role)?.specification.name,
      }),
    kill: async (accessKeyId, how) => functions.ofRole(accessKeyId)?.killActive(how),
    nextRequestId: () => nextUuid('service request'),
    onExchange: ({ service, accessKeyId, request, response }) =>
      countExchange(
        { service, caller: functions.ofRole(accessKeyId)?.specification.name ?? '', request, response },
        { meter, itemOf: (table, key) => created.dynamodb.item(table, key) },
      ),
  };
  const front = await listen(
    options.port ?? 0,
    (request) =>
      scheduler.busy(`${request.method} ${request.headers['x-amz-target'] ?? request.target}`, answerRequest(request, frontParts)),
    options.patience,
  ).catch((error: unknown) => {
    time.close();
    throw error;
  });
  const url = `http://${host}:${front.port}`;
  const publicUrl = options.publicUrl ?? url;
  const functions = new FunctionRegistry({ time, front: { host, port: front.port }, interceptors, tell, access, meter });
  const created = createServices({
    ...{ scheduler, invoker: functions, account, region, url, tell, access, modelUrl: options.modelUrl },
    kept: { ssm: options.standIns?.ssm ?? {}, functions: standIns.functions },
    isDeployed: (name) => functions.find(name) !== undefined,
    onAutomationStep: ({ startedBy }) => meter.count('ssm-automation-steps', functions.ofRole(startedBy)?.specification.name ?? ''),
  });
  for (const service of Object.values(created)) services.set(service.signingName, service);
  const parts: CloudParts = {
    ...{ account, region, scheduler, interceptors, publicUrl, endpoint: url, access, meter, apis, domains, functions, nextUuid, tell },
    ...{
      mappings: [],
      shards: new Map(),
      tables: new Set(),
      buckets: new Set(),
      queues: new Map(),
      roles: new Map(),
      clusterRoles,
      managedPolicies: new Map(),
    },
    ...created,
  };
  const close = async (): Promise<void> => {
    scheduler.close();
    await functions.close();
    await front.close();
    time.close();
  };
  const outputs = await deploy(stacks, resourceTypes, parts).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const served = await serveDomains(
    domains.values(),
    apis,
    domains.size === 0 ? undefined : options.serverCertificate?.(),
    (request, entrance) =>
      scheduler.busy(
        `${request.method} ${request.target}`,
        callApi(request, credentialScope(request.headers['authorization'], new URLSearchParams()), undefined, entrance),
      ),
  );
  operateStreams(parts, (request) => answerRequest(request, frontParts));

  const request = async (wanted: ApiRequest): Promise<ApiResponse> => {
    let response: HttpResponse | undefined;
    scheduler.after(0, `request ${wanted.method} ${wanted.path}`, async () => {
      response = await callApi(incoming(wanted, publicUrl), undefined, wanted.judging);
    });
    await scheduler.runUntil(() => response !== undefined);
    if (!response) throw new Error('The local cloud was closed before it answered.');
    return { status: response.status, headers: response.headers, body: Buffer.from(response.body) };
  };
  return {
    ...{ url, domains: served.urls, outputs, standIns, request },
    close: async () => {
      await served.close();
      await close();
    },
    now: () => scheduler.now(),
    advanceTo: (timeMs) => scheduler.advanceTo(timeMs),
    settle: () => scheduler.settle(),
    ...inspect(parts),
  };
};
