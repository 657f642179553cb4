/** The Kubernetes objects of a cluster's agents, in the order in which they are applied, and the configurations in them. */
import { stringify } from 'yaml';
import { alloyConfig, alloyEventsConfig } from './alloy.ts';
import { alloyObjects, eventObjects } from './alloy-objects.ts';
import { collectorConfig } from './collector.ts';
import { collectorObjects } from './collector-objects.ts';
import type { KubernetesObject } from './kubernetes.ts';
import type { AgentSettings } from './settings.ts';
import { telegrafConfig } from './telegraf.ts';
import { telegrafObjects } from './telegraf-objects.ts';

/** The configurations, by what they are called on disk. */
export const configurations = (settings: AgentSettings) => ({
  alloy: alloyConfig(settings),
  events: alloyEventsConfig(settings),
  collector: stringify(collectorConfig(settings), { aliasDuplicateObjects: false, lineWidth: 140 }),
  telegraf: telegrafConfig(settings),
});

/** Whether there is anything for Telegraf to ask. */
const hasDevices = ({ telegraf: { snmp, redfish, hosts } }: AgentSettings): boolean => snmp.length + redfish.length + hosts.length > 0;

/** All objects, by the agent they belong to. `namespace` comes first. */
export const manifests = (settings: AgentSettings): Readonly<Record<string, readonly KubernetesObject[]>> => {
  const configs = configurations(settings);
  return {
    namespace: [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        // Alloy's view of /proc and /sys is forbidden at every level below.
        metadata: { name: settings.namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      },
    ],
    alloy: alloyObjects(settings, configs.alloy),
    'alloy-events': eventObjects(settings, configs.events),
    collector: collectorObjects(settings, configs.collector),
    ...(hasDevices(settings) ? { telegraf: telegrafObjects(settings, configs.telegraf) } : {}),
  };
};
