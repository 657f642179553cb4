/** What remediate may do on the systems it acts on: exactly what the targets of `remediations.yaml` need, and nothing for those it does not have. */
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { Policy } from '#kernel/policy.ts';
import { secretResource } from './named-secret.ts';
import type { StageFunction } from './stage-function.ts';

type Targets = Policy['remediations']['targets'];

/** Whom the cluster takes remediate for: the operator binds rights to this group (functions/remediate/kubernetes/README.md). */
const remediatorsGroup = 'streamwarden-remediate';

/** An entry of the cluster, without a policy of EKS: those reach further. Telling who calls (GetCallerIdentity) needs no permission. */
const allowKubernetes = (stage: StageFunction, { kubernetes }: Targets): void => {
  if (kubernetes === undefined) return;
  new CfnAccessEntry(stage, 'ClusterAccess', {
    ...{ clusterName: kubernetes.cluster, principalArn: stage.role.roleArn, type: 'STANDARD' },
    kubernetesGroups: [remediatorsGroup],
  });
};

/** The secrets that messages are signed with. */
const allowWebhooks = (stage: StageFunction, { webhook = {} }: Targets): void => {
  const secrets = new Set(Object.values(webhook).flatMap(({ secret }) => (secret === undefined ? [] : [secret])));
  const resources = [...secrets].map((id) => secretResource(stage, id));
  if (resources.length > 0) stage.allow(['secretsmanager:GetSecretValue'], resources);
};

/** One entry a target that needs something; AWX's secret is the stack's own. */
const grants = [allowKubernetes, allowWebhooks] as const;

/** Grants what the configured targets need. */
export const allowTargets = (stage: StageFunction, { targets }: Policy['remediations']): void => {
  for (const grant of grants) grant(stage, targets);
};
