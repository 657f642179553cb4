/** The Collector in the cluster: two replicas or more behind one Service, each with a disk for what is not sent yet. */
import type { HorizontalPodAutoscaler, KubernetesObject, PodDisruptionBudget, PolicyRule, StatefulSet } from './kubernetes.ts';
import { images, ports, serviceAccounts } from './names.ts';
import { from, networkPolicy, sendsOnly } from './network.ts';
import { access, account, configMap, otherUser, read, scraped, service } from './objects.ts';
import { configDigest, container, labelsOf, metadataOf, podSpec, senderVariables, tokenVolume } from './pods.ts';
import type { AgentSettings } from './settings.ts';

const { alloy, collector } = serviceAccounts;

/** Whose telemetry it is. */
const rules: readonly PolicyRule[] = [{ apiGroups: [''], resources: ['pods', 'namespaces'], verbs: read }];

const spread = (name: string, topologyKey: string) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'ScheduleAnyway' as const,
  labelSelector: { matchLabels: labelsOf(name) },
});

export const collectorObjects = (settings: AgentSettings, config: string): readonly KubernetesObject[] => {
  const { namespace, sizes } = settings;
  const { volumes, mounts } = tokenVolume(settings);
  const selector = { matchLabels: labelsOf(collector) };
  const statefulSet: StatefulSet = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(collector, namespace),
    spec: {
      serviceName: collector,
      podManagementPolicy: 'Parallel',
      selector,
      // A replica that comes back finds what it had not sent.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      template: {
        metadata: { labels: labelsOf(collector), annotations: { ...scraped(ports.collectorMetrics), ...configDigest(config) } },
        spec: podSpec({
          user: otherUser,
          serviceAccountName: collector,
          topologySpreadConstraints: [spread(collector, 'kubernetes.io/hostname'), spread(collector, 'topology.kubernetes.io/zone')],
          containers: [
            container({
              name: 'collector',
              image: images.collector,
              args: ['--config=/etc/otelcol/collector.yaml'],
              env: senderVariables(settings),
              resources: sizes.collector,
              ports: {
                'otlp-grpc': ports.otlpGrpc,
                'otlp-http': ports.otlpHttp,
                metrics: ports.collectorMetrics,
                health: ports.collectorHealth,
              },
              probe: { ready: '/', alive: '/', port: 'health' },
              volumeMounts: [
                { name: 'config', mountPath: '/etc/otelcol', readOnly: true },
                { name: 'queue', mountPath: '/var/lib/otelcol' },
                ...mounts,
              ],
            }),
          ],
          volumes: [{ name: 'config', configMap: { name: collector } }, ...volumes],
        }),
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'queue' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${sizes.collector.queueGib}Gi` } } },
        },
      ],
    },
  };
  const budget: PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(collector, namespace),
    spec: { selector, maxUnavailable: 1 },
  };
  const busy = (name: 'cpu' | 'memory', averageUtilization: number) =>
    ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }) as const;
  const autoscaler: HorizontalPodAutoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(collector, namespace),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: collector },
      minReplicas: sizes.collector.replicas,
      maxReplicas: sizes.collector.maxReplicas,
      // Memory before the limiter refuses, at 75 %.
      metrics: [busy('cpu', 70), busy('memory', 65)],
      // A replica that goes leaves its queue behind until one of its number returns: not in a hurry.
      behavior: { scaleDown: { stabilizationWindowSeconds: 1_800 } },
    },
  };
  return [
    account(collector, namespace),
    ...access(collector, namespace, rules),
    configMap(collector, namespace, { 'collector.yaml': config }),
    service(collector, namespace),
    statefulSet,
    budget,
    autoscaler,
    networkPolicy({
      name: collector,
      namespace,
      receives: true,
      signs: true,
      ingress: [from(alloy, ports.collectorMetrics)],
      egress: sendsOnly,
    }),
  ];
};
