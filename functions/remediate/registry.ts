/** Every target there is, and how one is made from `remediations.yaml`. */
import type { Automations } from '#kernel/automation.ts';
import { ConfigError } from '#kernel/errors.ts';
import type { Functions } from '#kernel/functions.ts';
import type { Http } from '#kernel/http.ts';
import type { Policy } from '#kernel/policy.ts';
import type { Clock } from '#kernel/ports.ts';
import type { Target } from '#kernel/target.ts';
import { awxTarget } from './awx/awx.ts';
import { jiraTarget } from './jira/jira.ts';
import type { ClusterPorts } from './kubernetes/cluster.ts';
import { kubernetesTarget } from './kubernetes/kubernetes.ts';
import { lambdaTarget } from './lambda/lambda.ts';
import { labelSources, wholePattern } from './parameters.ts';
import { servicenowTarget } from './servicenow/servicenow.ts';
import { ssmTarget } from './ssm/ssm.ts';
import { terraformTarget } from './terraform-cloud/terraform-cloud.ts';
import { webhookTarget } from './webhook/webhook.ts';

export interface TargetPorts {
  readonly http: Http;
  /** A credential of Secrets Manager by its name in policy, AWX's without; read when it is needed; never kept in an error or a log. */
  readonly secret: (name?: string) => Promise<string>;
  /** Only `ssm` and `lambda` speak to AWS. */
  readonly automations?: Automations;
  readonly functions?: Functions;
  /** What signed messages are dated with. */
  readonly clock?: Clock;
  /** How an EKS cluster is called. */
  readonly cluster?: (settings: { readonly cluster: string; readonly certificateAuthority: string }) => ClusterPorts;
}

/** A port that only some targets need. ConfigError when whoever composes left it out. */
const needed = <Port>(port: Port | undefined, name: string): Port => {
  if (port === undefined) throw new ConfigError(`A target needs the port ${name}.`, { reason: 'port' });
  return port;
};

interface TargetKind {
  readonly id: Exclude<keyof Policy['remediations']['targets'], 'privateHosts'>;
  /** The target, if the policy configures it. */
  make(settings: Policy['remediations']['targets'], ports: TargetPorts): Target | undefined;
}

/** One entry a target; a new target is one more line. */
export const targetKinds = [
  {
    id: 'awx',
    make: ({ awx }, ports) => (awx === undefined ? undefined : awxTarget(awx, { http: ports.http, token: () => ports.secret() })),
  },
  {
    id: 'servicenow',
    make: ({ servicenow: own }, { http, secret }) =>
      own === undefined ? undefined : servicenowTarget(own, { http, secret: () => secret(own.secret) }),
  },
  {
    id: 'jira',
    make: ({ jira: own }, { http, secret }) =>
      own === undefined ? undefined : jiraTarget(own, { http, secret: () => secret(own.secret) }),
  },
  {
    id: 'ssm',
    make: ({ ssm }, { automations }) => (ssm === undefined ? undefined : ssmTarget(ssm, needed(automations, 'automations'))),
  },
  {
    id: 'lambda',
    make: ({ lambda }, { functions }) => (lambda === undefined ? undefined : lambdaTarget(needed(functions, 'functions'))),
  },
  {
    id: 'terraform-cloud',
    make: ({ 'terraform-cloud': terraform }, ports) =>
      terraform === undefined ? undefined : terraformTarget(terraform, { http: ports.http, token: () => ports.secret(terraform.secret) }),
  },
  {
    id: 'kubernetes',
    make: ({ kubernetes }, { cluster }) =>
      kubernetes === undefined ? undefined : kubernetesTarget(kubernetes, needed(cluster, 'cluster')(kubernetes)),
  },
  {
    id: 'webhook',
    make: ({ webhook }, { http, secret, clock }) =>
      webhook === undefined ? undefined : webhookTarget(webhook, { http, secret, clock: needed(clock, 'clock') }),
  },
] as const satisfies readonly TargetKind[];

/** The configured targets by id. ConfigError when a rule names a target without settings or a pattern that is none: better at the start than at night. */
export const targetsOf = (policy: Policy['remediations'], ports: TargetPorts): ReadonlyMap<string, Target> => {
  const targets = new Map<string, Target>();
  for (const { id, make } of targetKinds) {
    const target = make(policy.targets, ports);
    if (target !== undefined) targets.set(id, target);
  }
  for (const rule of policy.rules) {
    if (!targets.has(rule.target))
      throw new ConfigError(`Rule ${rule.name} needs target ${rule.target}, which has no settings.`, { reason: 'target' });
    for (const { pattern } of labelSources(rule)) wholePattern(pattern);
  }
  return targets;
};
