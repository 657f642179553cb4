/** Alloy in the cluster: one on every node, and one pod that reads the cluster's events. */
import type { DaemonSet, Deployment, KubernetesObject, PolicyRule } from './kubernetes.ts';
import { images, ports, serviceAccounts } from './names.ts';
import { from, networkPolicy, scrapes, sendsOnly } from './network.ts';
import { access, account, configMap, read, scraped, service } from './objects.ts';
import { configDigest, container, labelsOf, metadataOf, podSpec, senderVariables, tokenVolume } from './pods.ts';
import type { AgentSettings } from './settings.ts';

const { alloy, events } = serviceAccounts;

const rules: readonly PolicyRule[] = [
  // Finding this node's pods, and telling whose telemetry it is. RBAC cannot say "of this node".
  { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: read },
  // The pinned Alloy looks a deployment up by its ReplicaSet; newer ones cut the name [D].
  { apiGroups: ['apps'], resources: ['replicasets'], verbs: read },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  // The kubelet's /metrics, and nothing of what nodes/proxy would open.
  { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
];

const eventRules: readonly PolicyRule[] = [{ apiGroups: [''], resources: ['events'], verbs: read }];

/** The user of Alloy's image. */
const alloyUser = 473;

const fieldVariable = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const alloyPod = (settings: AgentSettings, name: string, config: string, onNode: boolean) => {
  const { volumes, mounts } = tokenVolume(settings);
  const { sizes } = settings;
  return {
    metadata: { labels: labelsOf(name), annotations: { ...scraped(ports.alloy), ...configDigest(config) } },
    spec: podSpec({
      user: alloyUser,
      serviceAccountName: name,
      ...(onNode ? { tolerations: [{ operator: 'Exists' } as const] } : {}),
      containers: [
        container({
          name: 'alloy',
          image: images.alloy,
          args: [
            'run',
            '/etc/alloy/config.alloy',
            '--storage.path=/var/lib/alloy/data',
            `--server.http.listen-addr=0.0.0.0:${ports.alloy}`,
            // The queue on disk is a public preview of Alloy.
            '--stability.level=public-preview',
            '--disable-reporting',
          ],
          env: [
            ...senderVariables(settings),
            ...(onNode ? [fieldVariable('NODE_NAME', 'spec.nodeName'), fieldVariable('HOST_IP', 'status.hostIP')] : []),
          ],
          resources: sizes.alloy,
          ports: { http: ports.alloy, ...(onNode ? { 'otlp-grpc': ports.otlpGrpc, 'otlp-http': ports.otlpHttp } : {}) },
          // `/-/healthy` fails when any component does: no reason to start all of them anew.
          probe: { ready: '/-/ready', alive: '/-/ready', port: 'http' },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/alloy', readOnly: true },
            { name: 'data', mountPath: '/var/lib/alloy' },
            { name: 'tmp', mountPath: '/tmp' },
            ...mounts,
            ...(onNode
              ? ([
                  { name: 'proc', mountPath: '/host/proc', readOnly: true },
                  { name: 'sys', mountPath: '/host/sys', readOnly: true },
                ] as const)
              : []),
          ],
        }),
      ],
      volumes: [
        { name: 'config', configMap: { name } },
        { name: 'data', emptyDir: { sizeLimit: `${sizes.alloyQueueMib}Mi` } },
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        ...volumes,
        // The one exception to isolation: the node's own numbers are nowhere else. Read-only, as no user of the node.
        ...(onNode
          ? ([
              { name: 'proc', hostPath: { path: '/proc', type: 'Directory' } },
              { name: 'sys', hostPath: { path: '/sys', type: 'Directory' } },
            ] as const)
          : []),
      ],
    }),
  };
};

export const alloyObjects = (settings: AgentSettings, config: string): readonly KubernetesObject[] => {
  const { namespace } = settings;
  const daemonSet: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadataOf(alloy, namespace),
    spec: {
      selector: { matchLabels: labelsOf(alloy) },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: alloyPod(settings, alloy, config, true),
    },
  };
  return [
    account(alloy, namespace),
    ...access(alloy, namespace, rules),
    configMap(alloy, namespace, { 'config.alloy': config }),
    // A pod's telemetry stays on its node, where its metadata is known.
    service(alloy, namespace, { internalTrafficPolicy: 'Local' }),
    daemonSet,
    networkPolicy({ name: alloy, namespace, receives: true, signs: true, ingress: [from(alloy, ports.alloy)], egress: scrapes }),
  ];
};

export const eventObjects = (settings: AgentSettings, config: string): readonly KubernetesObject[] => {
  const { namespace } = settings;
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(events, namespace),
    spec: {
      // Two would send every event twice.
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labelsOf(events) },
      template: alloyPod(settings, events, config, false),
    },
  };
  return [
    account(events, namespace),
    ...access(events, namespace, eventRules),
    configMap(events, namespace, { 'config.alloy': config }),
    deployment,
    networkPolicy({ name: events, namespace, receives: false, signs: true, ingress: [from(alloy, ports.alloy)], egress: sendsOnly }),
  ];
};
