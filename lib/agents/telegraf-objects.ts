/** Telegraf in the cluster: one pod that asks devices and hosts outside it. */
import type { Deployment, KubernetesObject } from './kubernetes.ts';
import { images, ports, serviceAccounts } from './names.ts';
import { networkPolicy, outside, to } from './network.ts';
import { account, configMap, otherUser } from './objects.ts';
import { configDigest, container, labelsOf, metadataOf, podSpec } from './pods.ts';
import type { AgentSettings } from './settings.ts';
import { variableOf } from './telegraf.ts';

const { collector, telegraf } = serviceAccounts;

/** Keys of the secret of devices that the configuration asks for. */
const deviceKeys = ({ telegraf: { snmp, redfish } }: AgentSettings): readonly string[] => [
  ...new Set([...snmp.map(({ communityKey }) => communityKey), ...(redfish.length > 0 ? ['REDFISH_USERNAME', 'REDFISH_PASSWORD'] : [])]),
];

export const telegrafObjects = (settings: AgentSettings, config: string): readonly KubernetesObject[] => {
  const { namespace, sizes } = settings;
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(telegraf, namespace),
    spec: {
      // Two would ask every device twice.
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labelsOf(telegraf) },
      template: {
        metadata: { labels: labelsOf(telegraf), annotations: configDigest(config) },
        spec: podSpec({
          user: otherUser,
          serviceAccountName: telegraf,
          automountServiceAccountToken: false,
          containers: [
            container({
              name: 'telegraf',
              image: images.telegraf,
              args: ['--config', '/etc/telegraf/telegraf.conf', '--strict-env-handling'],
              env: deviceKeys(settings).map((key) => ({
                name: variableOf(key),
                valueFrom: { secretKeyRef: { name: settings.telegraf.secret, key } },
              })),
              resources: sizes.telegraf,
              ports: { health: ports.telegrafHealth },
              probe: { ready: '/', alive: '/', port: 'health' },
              volumeMounts: [{ name: 'config', mountPath: '/etc/telegraf', readOnly: true }],
            }),
          ],
          volumes: [{ name: 'config', configMap: { name: telegraf } }],
        }),
      },
    },
  };
  return [
    account(telegraf, namespace),
    configMap(telegraf, namespace, { 'telegraf.conf': config }),
    deployment,
    networkPolicy({
      name: telegraf,
      namespace,
      receives: false,
      signs: false,
      egress: [to(collector, ports.otlpGrpc), ...outside(settings.telegraf.networks)],
    }),
  ];
};
