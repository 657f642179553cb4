/** The systems that remediations may act on, and how each names what it runs: a part of remediations.yaml. Secrets are named, never written down. */
import * as z from 'zod';
import { targetHosts } from './egress.ts';
import { secretId } from './terms.ts';

const https = z.url({ protocol: /^https$/ });
/** A label of RFC 1123, as Kubernetes names namespaces. */
const label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

/** A number, or a percentage of what is chosen. */
const share = z.string().regex(/^(?:[1-9][0-9]{0,6}|[1-9][0-9]?%|100%)$/);

/** SSM's limits on one execution over many resources. */
const rateControl = z.strictObject({
  /** The document's parameter that each resource is put into. */
  parameter: z.string().regex(/^[A-Za-z0-9_]{1,50}$/),
  /** `tag:Role`, `ParameterValues` or `ResourceGroup`; AWS takes one tag or group at a time. */
  targets: z
    .array(z.strictObject({ key: z.string().min(1).max(163), values: z.array(z.string().min(1).max(256)).min(1).max(50) }))
    .min(1)
    .max(5),
  maxConcurrency: share,
  /** Where 0 stops at the first failure. */
  maxErrors: z.union([z.literal('0'), share]),
});

const webhook = z.strictObject({
  url: https,
  secret: secretId.optional(),
  /** The receiver keeps its runs under `<url>/jobs/<key>`: they can be followed, found again and cancelled. */
  jobs: z.boolean().default(false),
  /** What the receiver takes as `mode` beside `run`. */
  modes: z.array(z.enum(['dry_run', 'undo'])).default([]),
});

const targets = z.strictObject({
  /** Hosts of the targets below that may have private addresses (RFC 1918, RFC 6598, RFC 4193), such as a cluster's private endpoint. Loopback and link-local addresses are never called. */
  privateHosts: z.array(z.hostname().toLowerCase()).max(50).optional(),
  /** AWX or Ansible Automation Platform. */
  awx: z
    .strictObject({
      url: https,
      /** The API's root: `/api/controller/v2` behind the gateway of Ansible Automation Platform 2.5 and newer. */
      api: z.enum(['/api/v2', '/api/controller/v2']).default('/api/v2'),
    })
    .optional(),
  /** Terraform Cloud, HCP Terraform or Terraform Enterprise; the secret holds a team's token. */
  'terraform-cloud': z
    .strictObject({
      url: https.default('https://app.terraform.io'),
      organization: z.string().regex(/^[a-zA-Z0-9_-]{1,100}$/),
      secret: secretId,
    })
    .optional(),
  /** The secret holds an OAuth token or `user:password`. */
  servicenow: z
    .strictObject({
      url: https,
      secret: secretId,
      /** The instance's own resolution codes of incidents: for what was mended, and for what was taken back. */
      closeCodes: z
        .strictObject({
          resolved: z.string().min(1).max(100).default('Solution provided'),
          cancelled: z.string().min(1).max(100).default('No resolution provided'),
        })
        .prefault({}),
    })
    .optional(),
  /** Jira Cloud; the secret holds `email:token`, or a token alone. */
  jira: z
    .strictObject({
      url: https,
      secret: secretId,
      /** Calls api.atlassian.com, as tokens with scopes must; people are still sent to `url`. */
      cloudId: z.uuid().optional(),
      /** Resolutions, or statuses of the done category, that say the work was not done. */
      unsuccessful: z
        .array(z.string().min(1).max(100))
        .max(50)
        .default(["Won't Do", "Won't Fix", 'Declined', 'Rejected', 'Cancelled', 'Canceled', 'Cannot Reproduce', 'Duplicate']),
    })
    .optional(),
  /** SSM Automation in the deployment's own account and region. */
  ssm: z
    .strictObject({
      /** ARNs of the roles that documents run under: those that rules name as `AutomationAssumeRole`, and those that documents name themselves. No other can be passed. */
      roles: z.array(z.string().regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]{1,512}$/)).default([]),
      /** By a rule's `template`: the document runs once for each of many resources, chosen here and never by telemetry. */
      rateControl: z.record(z.string(), rateControl).default({}),
    })
    .optional(),
  /** One EKS cluster, reached through an access entry of remediate's role. */
  kubernetes: z
    .strictObject({
      cluster: z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/),
      endpoint: https,
      /** As EKS describes the cluster: base64 of PEM. No other authority is trusted. */
      certificateAuthority: z.base64().max(10_000),
      /** Where workloads may be restarted and scaled; nowhere else. */
      namespaces: z.array(label).max(20).default([]),
      /** No workload is scaled beyond this. */
      maxReplicas: z.number().int().min(1).max(1000).default(20),
    })
    .optional(),
  /** Lambda functions in the deployment's own account and region. */
  lambda: z.strictObject({}).optional(),
  /** A POST of JSON to an address of the operator's own, by name; the secret signs it as Standard Webhooks says. */
  webhook: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), webhook).optional(),
});

/** Settings of each target that is configured; a target that is not there is never called, and nothing is granted for it. */
export const remediationTargetsSchema = targets.superRefine((settings, context) => {
  const { names } = targetHosts(settings);
  for (const [index, host] of (settings.privateHosts ?? []).entries())
    if (!names.includes(host)) context.addIssue({ code: 'custom', path: ['privateHosts', index], message: 'no target has this host' });
});

export const targetIds = ['awx', 'terraform-cloud', 'servicenow', 'jira', 'ssm', 'kubernetes', 'lambda', 'webhook'] as const;
type TargetId = (typeof targetIds)[number];

/** What a rule's `template` may look like on each target; said in the error. */
export const templateForms: Readonly<Record<TargetId, { readonly pattern: RegExp; readonly says: string }>> = {
  awx: { pattern: /^(?:workflow\/)?[0-9]{1,9}$/, says: "a job template's id such as 42, or workflow/7" },
  'terraform-cloud': { pattern: /^ws-[A-Za-z0-9]{1,40}$/, says: "a workspace's id such as ws-6jrRyVDv1J8zQMB5" },
  servicenow: {
    pattern: /^(?:incident|change\/[0-9a-f]{32}|change)$/,
    says: 'incident, change, or change/<sys_id of a standard change template>',
  },
  jira: { pattern: /^[A-Z][A-Z0-9_]{1,9}\/[0-9]{1,10}$/, says: 'a project and the id of an issue type such as OPS/10001' },
  ssm: {
    pattern: /^[a-zA-Z0-9_.-]{3,128}(?::[0-9]{1,9})?$/,
    says: 'the name of an Automation document, with :version where one is pinned',
  },
  kubernetes: { pattern: /^(?:restart|scale|cordon|uncordon)$/, says: 'restart, scale, cordon or uncordon' },
  lambda: { pattern: /^[a-zA-Z0-9-_]{1,64}(?::[a-zA-Z0-9-_]{1,128})?$/, says: 'the name of a function, with :alias where there is one' },
  webhook: { pattern: /^[a-z0-9][a-z0-9-]{0,62}$/, says: 'the name of one of the webhooks' },
};
