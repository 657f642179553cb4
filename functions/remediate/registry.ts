/** Every target there is, and how one is made from `remediations.yaml`. */
import type { Automations } from '#kernel/automation.ts';
import { ConfigError } from '#kernel/errors.ts';
import type { Functions } from '#kernel/functions.ts';
import type { Http } from '#kernel/http.ts';
import type { Policy } from '#kernel/policy.ts';
import type { Target } from '#kernel/target.ts';
import { awxTarget } from './awx/awx.ts';
import { jiraTarget } from './jira/jira.ts';
import { lambdaTarget } from './lambda/lambda.ts';
import { wholePattern } from './parameters.ts';
import { servicenowTarget } from './servicenow/servicenow.ts';
import { ssmTarget } from './ssm/ssm.ts';
import { terraformTarget } from './terraform-cloud/terraform-cloud.ts';

export interface TargetPorts {
  readonly http: Http;
  /** A credential of Secrets Manager by its name in policy, AWX's without; read when it is needed; never kept in an error or a log. */
  readonly secret: (name?: string) => Promise<string>;
  /** Only `ssm` and `lambda` speak to AWS; where these are missing there are no such targets. */
  readonly automations?: Automations;
  readonly functions?: Functions;
}

interface TargetKind {
  readonly id: keyof Policy['remediations']['targets'];
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
    make: ({ ssm }, { automations }) => (ssm === undefined || automations === undefined ? undefined : ssmTarget(ssm, automations)),
  },
  {
    id: 'lambda',
    make: ({ lambda }, { functions }) => (lambda === undefined || functions === undefined ? undefined : lambdaTarget(functions)),
  },
  {
    id: 'terraform-cloud',
    make: ({ 'terraform-cloud': terraform }, ports) =>
      terraform === undefined ? undefined : terraformTarget(terraform, { http: ports.http, token: () => ports.secret(terraform.secret) }),
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
    for (const source of Object.values(rule.parameters)) if (typeof source !== 'string') wholePattern(source.pattern);
  }
  return targets;
};
