/** What is told to the agents of one cluster: what an environment may say in `cdk.json` (`agents`), and the whole that the generators take. */
import * as z from 'zod';
import { type AgentSizes, sizes } from './sizes.ts';

/** A name Kubernetes takes: RFC 1123 label. */
const label = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is no Kubernetes name (lower-case letters, digits and hyphens)');
/** Keys of a secret become environment variables or file names. */
const secretKey = z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, 'is no key of a Kubernetes secret');
const cidr = z.union([z.cidrv4(), z.cidrv6()]);

const authSchema = z.discriminatedUnion('kind', [
  /** Requests are signed (SigV4) with the credentials of EKS Pod Identity. */
  z.strictObject({ kind: z.literal('sigv4') }),
  /** Requests carry a token out of a Kubernetes secret in the agents' namespace. */
  z.strictObject({ kind: z.literal('token'), secret: label, key: secretKey.default('token') }),
]);

const snmpSchema = z.strictObject({
  /** `host` or `host:port`; UDP. */
  agents: z.array(z.string().regex(/^[a-zA-Z0-9][-.a-zA-Z0-9]{0,252}(:[0-9]{1,5})?$/, 'is no host or host:port')).min(1),
  /** The community of version 2c is in the Telegraf secret under this key. */
  communityKey: secretKey.default('SNMP_COMMUNITY'),
});

const redfishSchema = z.strictObject({
  address: z.url({ protocol: /^https$/ }),
  systemId: z.string().min(1).max(128),
});

const telegrafSchema = z.strictObject({
  /** Switches, routers, power supplies: the system and interface tables, by SNMP version 2c. */
  snmp: z.array(snmpSchema).default([]),
  /** Management controllers of servers; user and password are in the Telegraf secret (`REDFISH_USERNAME`, `REDFISH_PASSWORD`). */
  redfish: z.array(redfishSchema).default([]),
  /** `host:port` that must accept a TCP connection. */
  hosts: z.array(z.string().regex(/^[a-zA-Z0-9][-.a-zA-Z0-9]{0,252}:[0-9]{1,5}$/, 'is no host:port')).default([]),
  /** Where the devices and hosts are: Telegraf may reach these networks and no others. */
  networks: z.array(cidr).default([]),
  /** The Kubernetes secret that holds communities and passwords. */
  secret: label.default('telegraf-devices'),
});

/** `environments.<name>.agents` of `cdk.json`. */
export const agentsSchema = z.strictObject({
  cluster: z.strictObject({
    name: z.string().regex(/^[0-9A-Za-z][-_0-9A-Za-z]{0,99}$/, 'is no name of an EKS cluster'),
    /** Lambda layer with kubectl and Helm for the cluster's version: the stack then installs the manifests itself. Without it, `warden manifests` writes them. */
    kubectlLayerArn: z
      .string()
      .regex(/^arn:aws[-a-z]*:lambda:[-a-z0-9]+:\d{12}:layer:[-_a-zA-Z0-9]+:\d+$/, 'is no ARN of a layer version')
      .optional(),
  }),
  namespace: label.default('streamwarden'),
  auth: authSchema.default({ kind: 'sigv4' }),
  telegraf: telegrafSchema.prefault({}),
});

/** One cluster's agents as `cdk.json` says them, complete. */
export type ClusterAgents = z.infer<typeof agentsSchema>;

/** Everything the generators need. Addresses and region come by environment variables of the pods (`WARDEN_ENDPOINT`, `AWS_REGION`), so that they can be tokens of CDK. */
export interface AgentSettings {
  /** `https://…` without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly environment: string;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly namespace: string;
  readonly auth: ClusterAgents['auth'];
  readonly telegraf: ClusterAgents['telegraf'];
  readonly sizes: AgentSizes;
}

/** A cluster's settings with what only the deployment knows. */
export const agentSettings = (
  { cluster, namespace, auth, telegraf }: ClusterAgents,
  { endpoint, region, environment }: Pick<AgentSettings, 'endpoint' | 'region' | 'environment'>,
): AgentSettings => ({
  endpoint,
  region,
  environment,
  cluster: cluster.name,
  namespace,
  auth,
  telegraf,
  sizes: sizes(environment),
});
