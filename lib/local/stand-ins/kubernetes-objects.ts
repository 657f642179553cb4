/** Objects of the Kubernetes stand-in, in the API's real shapes (API reference apps/v1, core/v1 [D]); values are our own. */
import { jsonResponse, type StandInResponse } from './exchange.ts';

type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

/** JSON as a patch may change it. */
export interface Fields {
  [name: string]: unknown;
}

export interface StoredObject extends Fields {
  readonly kind: WorkloadKind | 'Node';
  metadata: Fields & {
    name: string;
    namespace?: string;
    resourceVersion: string;
    generation: number;
    labels?: Fields;
    annotations?: Fields;
  };
  spec: Fields;
  status: Fields;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A strategic merge patch of maps: null takes a field away, maps are merged, the rest is replaced [D: "Update API Objects in Place Using
 * kubectl patch"]. Lists with a merge key are merged there and replaced here; nobody here sends any.
 */
export const merged = (base: unknown, patch: unknown): unknown => {
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(base) ? { ...base } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
};

/** Every pod is there and new. */
export const settled = (kind: StoredObject['kind'], replicas: number, generation: number): Fields => {
  if (kind === 'Node') return { conditions: [{ type: 'Ready', status: 'True' }] };
  if (kind === 'DaemonSet')
    return {
      ...{ observedGeneration: generation, desiredNumberScheduled: replicas, currentNumberScheduled: replicas },
      ...{ updatedNumberScheduled: replicas, numberAvailable: replicas, numberReady: replicas, numberMisscheduled: 0 },
    };
  const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
  const name = `revision-${generation}`;
  return kind === 'StatefulSet'
    ? { observedGeneration: generation, ...counts, currentRevision: name, updateRevision: name }
    : {
        observedGeneration: generation,
        ...counts,
        conditions: [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }],
      };
};

const specOf = (kind: StoredObject['kind'], name: string, replicas: number): Fields => {
  if (kind === 'Node') return { providerID: `aws:///local/${name}` };
  const labels = { app: name };
  const pods = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name, image: `${name}:1` }] } },
  };
  if (kind === 'DaemonSet')
    return { ...pods, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } };
  if (kind === 'StatefulSet')
    return { replicas, ...pods, serviceName: name, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } };
  return { replicas, ...pods, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } } };
};

/** An object as it is when nothing ever happened to it. */
export const newObject = (kind: StoredObject['kind'], namespace: string | undefined, name: string, replicas: number): StoredObject => ({
  apiVersion: kind === 'Node' ? 'v1' : 'apps/v1',
  kind,
  metadata: {
    ...{
      name,
      resourceVersion: '100',
      generation: 1,
      uid: `uid-${kind}-${namespace ?? ''}-${name}`,
      labels: { app: name },
      annotations: {},
    },
    ...(namespace === undefined ? {} : { namespace }),
    ...(kind === 'Deployment' ? { annotations: { 'deployment.kubernetes.io/revision': '1' } } : {}),
  },
  spec: specOf(kind, name, replicas),
  status: settled(kind, replicas, 1),
});

/** An unwelcome answer [D: API conventions, "Response Status Kind"]. */
export const failure = (code: number, reason: string, message: string, headers: Readonly<Record<string, string>> = {}): StandInResponse =>
  jsonResponse(code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }, headers);
