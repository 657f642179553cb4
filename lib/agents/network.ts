/** Who may reach an agent, and whom it may reach. EKS enforces it where the VPC CNI's network policies are on. */
import type { Egress, Ingress, NetworkPolicy } from './kubernetes.ts';
import { ports } from './names.ts';
import { labelsOf, metadataOf } from './pods.ts';

const namespaceName = 'kubernetes.io/metadata.name';

const dns: Egress = {
  to: [{ namespaceSelector: { matchLabels: { [namespaceName]: 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** The credentials of EKS Pod Identity: the agent of the node, by its link-local address [D]. */
const podIdentity: Egress = {
  to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
  ports: [{ protocol: 'TCP', port: 80 }],
};

/** The API and the API server: a network policy knows no host names, and neither has an address that stays. */
const https: Egress = { ports: [{ protocol: 'TCP', port: 443 }] };

const everyNamespace = { namespaceSelector: {} };

const otlp: Ingress = {
  from: [everyNamespace],
  ports: [
    { protocol: 'TCP', port: ports.otlpGrpc },
    { protocol: 'TCP', port: ports.otlpHttp },
  ],
};

/** What a kind of agent needs beyond names and HTTPS. */
export interface Reach {
  readonly name: string;
  readonly namespace: string;
  /** Receives OTLP from pods of every namespace. */
  readonly receives: boolean;
  readonly signs: boolean;
  readonly ingress?: readonly Ingress[];
  readonly egress: readonly Egress[];
}

export const networkPolicy = ({ name, namespace, receives, signs, ingress = [], egress }: Reach): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadataOf(name, namespace),
  spec: {
    podSelector: { matchLabels: labelsOf(name) },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [...(receives ? [otlp] : []), ...ingress],
    egress: [dns, ...(signs ? [podIdentity] : []), ...egress],
  },
});

/** Alloy scrapes pods on any port their annotation names, and the kubelet of its node. */
export const scrapes: readonly Egress[] = [
  https,
  { ports: [{ protocol: 'TCP', port: 10_250 }] },
  { to: [everyNamespace], ports: [{ protocol: 'TCP' }] },
];

export const sendsOnly: readonly Egress[] = [https];

/** The named agents of the same namespace, by one port. */
export const from = (name: string, port: number): Ingress => ({
  from: [{ podSelector: { matchLabels: labelsOf(name) } }],
  ports: [{ protocol: 'TCP', port }],
});

export const to = (name: string, port: number): Egress => ({
  to: [{ podSelector: { matchLabels: labelsOf(name) } }],
  ports: [{ protocol: 'TCP', port }],
});

/** Devices and hosts outside the cluster, by any port: SNMP is UDP 161, Redfish 443, hosts what they listen on. */
export const outside = (networks: readonly string[]): readonly Egress[] =>
  networks.length === 0 ? [] : [{ to: networks.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: 'TCP' }, { protocol: 'UDP' }] }];
