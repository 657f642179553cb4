/** What all agents' pods have in common: no root, a read-only file system, probes, limits, and the address they send to. */
import { createHash } from 'node:crypto';
import type { Container, EnvVar, Metadata, PodSpec, Volume, VolumeMount } from './kubernetes.ts';
import { tokenFolder } from './names.ts';
import type { AgentSettings } from './settings.ts';
import type { Resources } from './sizes.ts';

export const labelsOf = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'streamwarden',
});

export const metadataOf = (name: string, namespace: string): Metadata => ({ name, namespace, labels: labelsOf(name) });

/** Changes with the configuration, so that pods are replaced when it does. */
export const configDigest = (...texts: readonly string[]): Readonly<Record<string, string>> => ({
  'streamwarden/config': createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16),
});

/** Where to send and, when signed, for which region: here alone, so that the configuration is the same everywhere. */
export const senderVariables = ({ endpoint, region }: AgentSettings): readonly EnvVar[] => [
  { name: 'WARDEN_ENDPOINT', value: endpoint },
  { name: 'AWS_REGION', value: region },
];

/** Go's collector works harder near the limit, before the memory limiter has to refuse. */
const memoryVariable = ({ memoryMib }: Resources): EnvVar => ({ name: 'GOMEMLIMIT', value: `${Math.floor(memoryMib * 0.8)}MiB` });

/** The token's volume, where one is asked for. */
export const tokenVolume = ({ auth }: AgentSettings): { readonly volumes: readonly Volume[]; readonly mounts: readonly VolumeMount[] } =>
  auth.kind === 'sigv4'
    ? { volumes: [], mounts: [] }
    : {
        volumes: [{ name: 'token', secret: { secretName: auth.secret, items: [{ key: auth.key, path: 'token' }] } }],
        mounts: [{ name: 'token', mountPath: tokenFolder, readOnly: true }],
      };

interface ContainerProps extends Pick<Container, 'name' | 'image' | 'args' | 'env' | 'volumeMounts'> {
  readonly resources: Resources;
  readonly ports: Readonly<Record<string, number>>;
  readonly probe: { readonly ready: string; readonly alive: string; readonly port: string };
}

export const container = ({ resources, ports, probe, env, ...props }: ContainerProps): Container => {
  const get = (path: string) => ({ httpGet: { path, port: probe.port }, periodSeconds: 10, timeoutSeconds: 3 });
  const memory = `${resources.memoryMib}Mi`;
  return {
    ...props,
    env: [...env, memoryVariable(resources)],
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    // No limit of processors: throttling delays telemetry just when there is most of it.
    resources: { requests: { cpu: resources.cpu, memory }, limits: { memory } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    startupProbe: { ...get(probe.alive), failureThreshold: 30 },
    readinessProbe: { ...get(probe.ready), failureThreshold: 3 },
    livenessProbe: { ...get(probe.alive), failureThreshold: 6 },
  };
};

type PodProps = Pick<PodSpec, 'serviceAccountName' | 'containers' | 'volumes'> &
  Partial<Pick<PodSpec, 'automountServiceAccountToken' | 'tolerations' | 'topologySpreadConstraints'>> & {
    readonly user: number;
  };

export const podSpec = ({ user, ...props }: PodProps): PodSpec => ({
  automountServiceAccountToken: true,
  terminationGracePeriodSeconds: 60,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  ...props,
});
