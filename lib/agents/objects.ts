/** The plain objects that every agent has: account, rights, configuration, service. */
import type { ClusterRole, ClusterRoleBinding, ConfigMap, PolicyRule, Service, ServiceAccount } from './kubernetes.ts';
import { ports } from './names.ts';
import { labelsOf, metadataOf } from './pods.ts';

export const account = (name: string, namespace: string): ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadataOf(name, namespace),
});

export const access = (name: string, namespace: string, rules: readonly PolicyRule[]): readonly (ClusterRole | ClusterRoleBinding)[] => [
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels: labelsOf(name) }, rules },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: labelsOf(name) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  },
];

export const configMap = (name: string, namespace: string, data: ConfigMap['data']): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadataOf(name, namespace),
  data,
});

export const service = (name: string, namespace: string, more: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(name, namespace),
  spec: {
    selector: labelsOf(name),
    ports: [
      { name: 'otlp-grpc', port: ports.otlpGrpc, targetPort: 'otlp-grpc', appProtocol: 'grpc' },
      { name: 'otlp-http', port: ports.otlpHttp, targetPort: 'otlp-http', appProtocol: 'http' },
    ],
    ...more,
  },
});

/** Alloy scrapes its neighbours, and itself, by these. */
export const scraped = (port: number, path = '/metrics'): Readonly<Record<string, string>> => ({
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': String(port),
  'prometheus.io/path': path,
});

/** What may be done with a kind that is watched. */
export const read = ['get', 'list', 'watch'] as const;

/** The user of the Collector's image; any number does for Telegraf's. */
export const otherUser = 10_001;
