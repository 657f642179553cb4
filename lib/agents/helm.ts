/** Values for the official charts, for clusters where Helm rules: the same pods as our manifests make, as far as the charts go. */

import type { CollectorConfig } from './collector.ts';
import { images, ports, serviceAccounts } from './names.ts';
import { senderVariables, tokenVolume } from './pods.ts';
import type { AgentSettings } from './settings.ts';

/** Registry, repository and tag of an image. */
const imageOf = (image: string) => {
  const tagged = image.lastIndexOf(':');
  const path = image.slice(0, tagged);
  const slash = path.indexOf('/');
  return { registry: path.slice(0, slash), repository: path.slice(slash + 1), tag: image.slice(tagged + 1) };
};

/** The chart sends its configuration through its templates: what looks like one must come out as it is. */
const untemplated = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

const confined = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
const user = (id: number) => ({
  runAsNonRoot: true,
  runAsUser: id,
  runAsGroup: id,
  fsGroup: id,
  seccompProfile: { type: 'RuntimeDefault' },
});

const resourcesOf = ({ cpu, memoryMib }: { readonly cpu: string; readonly memoryMib: number }) => ({
  requests: { cpu, memory: `${memoryMib}Mi` },
  limits: { memory: `${memoryMib}Mi` },
});

/** Chart `grafana/alloy`. Its ClusterRole is wider than ours; `rbac.create: false` and our access.yaml take its place. */
export const alloyValues = (settings: AgentSettings, config: string): object => {
  const { volumes, mounts } = tokenVolume(settings);
  return {
    fullnameOverride: serviceAccounts.alloy,
    crds: { create: false },
    image: imageOf(images.alloy),
    global: { podSecurityContext: user(473) },
    alloy: {
      configMap: { create: true, content: untemplated(config) },
      stabilityLevel: 'public-preview',
      storagePath: '/var/lib/alloy/data',
      listenPort: ports.alloy,
      enableReporting: false,
      extraEnv: [
        ...senderVariables(settings),
        { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      ],
      extraPorts: [
        { name: 'otlp-grpc', port: ports.otlpGrpc, targetPort: ports.otlpGrpc, protocol: 'TCP' },
        { name: 'otlp-http', port: ports.otlpHttp, targetPort: ports.otlpHttp, protocol: 'TCP' },
      ],
      mounts: {
        varlog: false,
        dockercontainers: false,
        extra: [
          { name: 'data', mountPath: '/var/lib/alloy' },
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'proc', mountPath: '/host/proc', readOnly: true },
          { name: 'sys', mountPath: '/host/sys', readOnly: true },
          ...mounts,
        ],
      },
      securityContext: confined,
      resources: resourcesOf(settings.sizes.alloy),
    },
    rbac: { create: false },
    serviceAccount: { create: false, name: serviceAccounts.alloy },
    configReloader: { enabled: false },
    controller: {
      type: 'daemonset',
      tolerations: [{ operator: 'Exists' }],
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      volumes: {
        extra: [
          { name: 'data', emptyDir: { sizeLimit: `${settings.sizes.alloyQueueMib}Mi` } },
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          { name: 'proc', hostPath: { path: '/proc', type: 'Directory' } },
          { name: 'sys', hostPath: { path: '/sys', type: 'Directory' } },
          ...volumes,
        ],
      },
    },
    service: { enabled: true, internalTrafficPolicy: 'Local' },
  };
};

/** Chart `open-telemetry/opentelemetry-collector`. `alternateConfig` leaves nothing of the chart's own configuration. */
export const collectorValues = (settings: AgentSettings, config: CollectorConfig): object => {
  const { collector } = settings.sizes;
  const { volumes, mounts } = tokenVolume(settings);
  const { registry, repository, tag } = imageOf(images.collector);
  const off = { enabled: false };
  return {
    fullnameOverride: serviceAccounts.collector,
    mode: 'statefulset',
    image: { repository: `${registry}/${repository}`, tag },
    command: { name: 'otelcol-contrib' },
    alternateConfig: config,
    serviceAccount: { create: false, name: serviceAccounts.collector },
    clusterRole: { create: false },
    podSecurityContext: user(10_001),
    securityContext: confined,
    extraEnvs: senderVariables(settings),
    resources: resourcesOf(collector),
    ports: {
      otlp: { enabled: true, containerPort: ports.otlpGrpc, servicePort: ports.otlpGrpc, protocol: 'TCP', appProtocol: 'grpc' },
      'otlp-http': { enabled: true, containerPort: ports.otlpHttp, servicePort: ports.otlpHttp, protocol: 'TCP' },
      metrics: { enabled: true, containerPort: ports.collectorMetrics, servicePort: ports.collectorMetrics, protocol: 'TCP' },
      'jaeger-compact': off,
      'jaeger-thrift': off,
      'jaeger-grpc': off,
      zipkin: off,
    },
    replicaCount: collector.replicas,
    autoscaling: {
      enabled: true,
      minReplicas: collector.replicas,
      maxReplicas: collector.maxReplicas,
      targetCPUUtilizationPercentage: 70,
      targetMemoryUtilizationPercentage: 65,
    },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    statefulset: {
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: [
        {
          metadata: { name: 'queue' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${collector.queueGib}Gi` } } },
        },
      ],
    },
    extraVolumes: volumes,
    extraVolumeMounts: [{ name: 'queue', mountPath: '/var/lib/otelcol' }, ...mounts],
  };
};
