/** Names that generators share: what the manifests mount, the configurations read. */

export const ports = {
  otlpGrpc: 4317,
  otlpHttp: 4318,
  alloy: 12345,
  collectorHealth: 13133,
  collectorMetrics: 8888,
  telegrafHealth: 8080,
} as const;

/** Folder and file of the token, where a token is asked for. */
export const tokenFolder = '/etc/warden-token';
export const tokenFile = `${tokenFolder}/token`;

export const serviceAccounts = {
  alloy: 'warden-alloy',
  events: 'warden-alloy-events',
  collector: 'warden-collector',
  telegraf: 'warden-telegraf',
} as const;

/** Who sends to the API itself; Telegraf sends to the Collector, and so needs no rights in AWS. */
export const senders = [serviceAccounts.alloy, serviceAccounts.events, serviceAccounts.collector] as const;

export const images = {
  alloy: 'docker.io/grafana/alloy:v1.12.2',
  collector: 'docker.io/otel/opentelemetry-collector-contrib:0.165.0',
  telegraf: 'docker.io/library/telegraf:1.37.2-alpine',
} as const;

/** What k8sattributes says of the pod a signal came from. */
export const podMetadata = [
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.pod.uid',
  'k8s.node.name',
  'k8s.deployment.name',
  'k8s.daemonset.name',
  'k8s.statefulset.name',
  'service.name',
  'service.namespace',
  'service.version',
] as const;
