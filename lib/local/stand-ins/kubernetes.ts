/**
 * Stands in for an EKS cluster's API server: workloads of apps/v1 and nodes of core/v1 that can be read, listed by label and patched, with
 * rollouts that take their time. Sources: Kubernetes' "API Concepts" (chunks, dry run, resource versions), "API conventions" (status, errors),
 * "Deployments" (progress, revisions) [D].
 */
import type { Scheduler } from '../scheduler.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { failure, merged, newObject, type StoredObject, settled } from './kubernetes-objects.ts';
import { jsonObject } from './script.ts';

export interface KubernetesOptions {
  /** Whether a bearer token is one it takes; any is when absent. */
  readonly takes?: (token: string) => boolean;
  /** What there is, as `deployment/shop/checkout` or `node/n1`; everything that is asked for when absent. */
  readonly objects?: readonly string[];
  /** Pods of a workload at first. */
  readonly replicas?: number;
  /** Seconds until a change is seen, then until its pods are there. */
  readonly observeSeconds?: number;
  readonly rolloutSeconds?: number;
  /** Most objects in one page of a list, whatever was asked for. */
  readonly pageSize?: number;
}

/** What happens to the next patch: an answer instead, or none, before or after its effect. */
type PatchFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_before' | 'lost_after';

/** A patch that was made, and what became of its rollout; cancelled where another patch took its place. */
interface Change {
  readonly at: number;
  readonly object: string;
  readonly body: unknown;
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
}

export interface KubernetesStandIn {
  object(name: string): Readonly<StoredObject> | undefined;
  /** Changes an object as somebody else would, at once. */
  edit(name: string, patch: object): void;
  /** Patches that changed a `spec` or a label, in order; no dry runs. */
  changes(): readonly Readonly<Change>[];
  failPatches(...faults: readonly PatchFault[]): void;
  /** Ends of the next rollouts, in order; success afterwards. `never` keeps on. */
  endRollouts(...ends: readonly ('succeeded' | 'failed' | 'never')[]): void;
  /** Every object is again as it was at first; scripted ends are forgotten. */
  restore(): void;
  handle(request: StandInRequest): StandInResponse;
}

const kinds = { deployments: 'Deployment', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet', nodes: 'Node' } as const;
type Plural = keyof typeof kinds;
const isPlural = (text: string | undefined): text is Plural => text !== undefined && Object.hasOwn(kinds, text);

/** What a path names; undefined for one that is not served. */
const placeIn = (path: string): { readonly plural: Plural; readonly namespace?: string; readonly name?: string } | undefined => {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [first, , , ...rest] = parts;
  if (first === 'api' && parts[2] === 'nodes' && parts.length <= 4)
    return { plural: 'nodes', ...(parts[3] === undefined ? {} : { name: parts[3] }) };
  if (first !== 'apis' || parts[1] !== 'apps' || parts[2] !== 'v1') return undefined;
  const [scope, namespace, plural, name, ...more] = rest;
  if (scope !== 'namespaces' || namespace === undefined || !isPlural(plural) || plural === 'nodes' || more.length > 0) return undefined;
  return { plural, namespace, ...(name === undefined ? {} : { name }) };
};

const nameOf = ({ kind, metadata: { namespace, name } }: StoredObject): string =>
  [kind.toLowerCase(), ...(namespace === undefined ? [] : [namespace]), name].join('/');

export const kubernetesStandIn = (scheduler: Pick<Scheduler, 'now' | 'after'>, options: KubernetesOptions = {}): KubernetesStandIn => {
  const { replicas = 3, observeSeconds = 1, rolloutSeconds = 20, pageSize = 500 } = options;
  const objects = new Map<string, StoredObject>();
  const changes: Change[] = [];
  const faults: PatchFault[] = [];
  const ends: ('succeeded' | 'failed' | 'never')[] = [];
  let version = 100;

  const find = (kind: (typeof kinds)[Plural], namespace: string | undefined, name: string): StoredObject | undefined => {
    const fresh = newObject(kind, namespace, name, replicas);
    const known = nameOf(fresh);
    if (!objects.has(known) && (options.objects === undefined || options.objects.includes(known))) objects.set(known, fresh);
    return objects.get(known);
  };
  const stock = (): void => {
    for (const known of options.objects ?? []) {
      const [kind, ...names] = known.split('/');
      const name = names.pop() ?? '';
      const plural = `${kind}s`;
      if (isPlural(plural)) find(kinds[plural], names[0], name);
    }
  };
  stock();

  /** The controllers: they see the change, then its pods come, or do not. */
  const rollOut = (name: string, generation: number, change: Change): void => {
    const end = ends.shift() ?? 'succeeded';
    const now = (work: (object: StoredObject) => void) => () => {
      const object = objects.get(name);
      if (object === undefined || object.metadata.generation !== generation) return;
      version += 1;
      object.metadata.resourceVersion = String(version);
      work(object);
    };
    const pods = (object: StoredObject): number => (typeof object.spec['replicas'] === 'number' ? object.spec['replicas'] : replicas);
    scheduler.after(
      observeSeconds * 1000,
      `kubernetes sees ${name}`,
      now((object) => {
        const half = { updatedReplicas: 0, updatedNumberScheduled: 0, readyReplicas: 0, updateRevision: `revision-${generation}` };
        object.status = { ...object.status, observedGeneration: generation, ...half };
        if (object.kind === 'Deployment')
          object.metadata.annotations = { ...object.metadata.annotations, 'deployment.kubernetes.io/revision': String(generation) };
      }),
    );
    if (end === 'never') return;
    scheduler.after(
      (observeSeconds + rolloutSeconds) * 1000,
      `kubernetes rolls out ${name}`,
      now((object) => {
        if (change.status === 'running') change.status = end;
        if (end === 'succeeded') object.status = settled(object.kind, pods(object), generation);
        else
          object.status = { ...object.status, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] };
      }),
    );
  };

  /** The object with the patch; a change of `spec` is a new generation. */
  const applied = (object: StoredObject, patch: object): StoredObject => {
    const next = merged(object, patch) as StoredObject;
    const isNew = object.kind !== 'Node' && JSON.stringify(next.spec) !== JSON.stringify(object.spec);
    next.metadata = { ...next.metadata, resourceVersion: String(version + 1), generation: object.metadata.generation + Number(isNew) };
    return next;
  };
  const store = (before: StoredObject, after: StoredObject, body: unknown): void => {
    version += 1;
    const name = nameOf(before);
    objects.set(name, after);
    const isSame = (part: (object: StoredObject) => unknown): boolean => JSON.stringify(part(after)) === JSON.stringify(part(before));
    const isSpecSame = isSame(({ spec }) => spec);
    if (isSpecSame && isSame(({ metadata }) => metadata.labels)) return;
    const rollsOut = after.kind !== 'Node' && !isSpecSame;
    for (const earlier of changes) if (earlier.object === name && earlier.status === 'running') earlier.status = 'cancelled';
    const change: Change = { at: scheduler.now(), object: name, body, status: rollsOut ? 'running' : 'succeeded' };
    changes.push(change);
    if (rollsOut) rollOut(name, after.metadata.generation, change);
  };

  const patch = (object: StoredObject, { headers, body }: StandInRequest, query: URLSearchParams): StandInResponse => {
    const fault = faults.shift();
    if (fault === 'lost_before') return lostResponse;
    if (fault !== undefined && fault !== 'lost_after') return failure(fault.status, 'Scripted', 'scripted', fault.headers);
    if (headers['content-type'] !== 'application/strategic-merge-patch+json')
      return failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
    const given = jsonObject(body);
    if (given === undefined) return failure(400, 'BadRequest', 'error decoding patch');
    const next = applied(object, given);
    const wanted = Reflect.get(Object(given['metadata']), 'resourceVersion');
    if (wanted !== undefined && wanted !== object.metadata.resourceVersion)
      return failure(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${nameOf(object)}: the object has been modified; please apply your changes to the latest version and try again`,
      );
    if (query.get('dryRun') !== 'All') store(object, next, given);
    return fault === 'lost_after' ? lostResponse : jsonResponse(200, next);
  };

  const list = (kind: (typeof kinds)[Plural], namespace: string | undefined, query: URLSearchParams): StandInResponse => {
    const [label = '', value] = (query.get('labelSelector') ?? '').split('=');
    const there = [...objects.values()].filter((object) => object.kind === kind && object.metadata.namespace === namespace);
    const start = Number(query.get('continue') ?? 0);
    const end = start + Math.min(pageSize, Number(query.get('limit') ?? pageSize));
    // The limit counts what is looked at: a page may be empty and not the last.
    const items = there.slice(start, end).filter(({ metadata }) => label === '' || metadata.labels?.[label] === value);
    const rest = end < there.length ? { continue: String(end) } : {};
    return jsonResponse(200, {
      kind: `${kind}List`,
      apiVersion: kind === 'Node' ? 'v1' : 'apps/v1',
      metadata: { resourceVersion: String(version), ...rest },
      items,
    });
  };

  const answer = (request: StandInRequest, url: URL): StandInResponse => {
    const place = placeIn(url.pathname);
    if (place === undefined) return failure(404, 'NotFound', 'the server could not find the requested resource');
    const kind = kinds[place.plural];
    if (place.name === undefined) return list(kind, place.namespace, url.searchParams);
    const object = find(kind, place.namespace, place.name);
    if (object === undefined) return failure(404, 'NotFound', `${place.plural} "${place.name}" not found`);
    if (request.method === 'GET') return jsonResponse(200, object);
    return request.method === 'PATCH'
      ? patch(object, request, url.searchParams)
      : failure(405, 'MethodNotAllowed', 'the server does not allow this method');
  };

  return {
    object: (name) => structuredClone(objects.get(name)),
    edit: (name, given) => {
      const object = objects.get(name);
      if (object === undefined) return;
      const next = applied(object, given);
      version += 1;
      objects.set(name, next);
    },
    changes: () => changes.map((change) => ({ ...change })),
    failPatches: (...more) => {
      faults.push(...more);
    },
    endRollouts: (...more) => {
      ends.push(...more);
    },
    restore: () => {
      ends.length = 0;
      objects.clear();
      stock();
    },
    handle: (request) => {
      const [scheme, token = ''] = (request.headers['authorization'] ?? '').split(' ');
      if (scheme !== 'Bearer' || token === '' || options.takes?.(token) === false) return failure(401, 'Unauthorized', 'Unauthorized');
      return answer(request, new URL(request.url));
    },
  };
};
