/** What remediate may do on the systems it acts on: exactly what `remediations.yaml` needs, and nothing when it needs nothing. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Policy } from '#kernel/policy.ts';
import { exempt } from './exempt.ts';
import { secretResource } from './named-secret.ts';
import type { StageFunction } from './stage-function.ts';

type Remediations = Policy['remediations'];

/** What rules run on a target, and what takes it back, each once. */
const templatesOf = ({ rules }: Remediations, target: Remediations['rules'][number]['target']): readonly string[] => [
  ...new Set(
    rules
      .filter((rule) => rule.target === target)
      .flatMap(({ template, undo }) => (undo !== undefined && 'template' in undo ? [template, undo.template] : [template])),
  ),
];

/** Names of documents that only AWS may give; their ARNs have no account. */
const ownedByAws = /^(?:aws|amazon|amzn)/i;

/** Documents by name, whatever their version; executions as a whole, because an ARN does not tell whose they are. */
const allowSsm = (stage: StageFunction, remediations: Remediations): void => {
  const { ssm } = remediations.targets;
  const names = new Set(templatesOf(remediations, 'ssm').map((template) => template.replace(/:[0-9]+$/, '')));
  if (ssm === undefined || names.size === 0) return;
  const stack = Stack.of(stage);
  const documents = [...names].map((name) =>
    stack.formatArn({ service: 'ssm', resource: 'document', resourceName: name, ...(ownedByAws.test(name) ? { account: '' } : {}) }),
  );
  const executions = stack.formatArn({ service: 'ssm', resource: 'automation-execution', resourceName: '*' });
  stage.allow(['ssm:GetDocument'], documents);
  stage.allow(['ssm:StartAutomationExecution'], [...documents, executions]);
  stage.allow(
    ['ssm:AddTagsToResource', 'ssm:GetAutomationExecution', 'ssm:ListTagsForResource', 'ssm:StopAutomationExecution'],
    [executions],
  );
  exempt(stage.role, {
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:automation-execution/*]':
      'AWS gives executions their ids; only the documents that rules name can be started.',
  });
  stage.allowAnywhere(['ssm:DescribeAutomationExecutions'], 'IAM knows no resource for a list of executions.');
  if (ssm.roles.length === 0) return;
  stage.role.addToPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['iam:PassRole'],
      resources: [...ssm.roles],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    }),
  );
};

/** Functions by name, or the alias that is named. */
const allowLambda = (stage: StageFunction, remediations: Remediations): void => {
  const names = templatesOf(remediations, 'lambda');
  if (remediations.targets.lambda === undefined || names.length === 0) return;
  const arns = names.map((resourceName) =>
    Stack.of(stage).formatArn({ service: 'lambda', resource: 'function', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
  );
  stage.allow(['lambda:InvokeFunction'], arns);
};

/** A target that is reached over HTTPS with a secret of the operator's needs that secret, and no other right. */
const allowSecret = (stage: StageFunction, secret: string | undefined): void => {
  if (secret !== undefined) stage.allow(['secretsmanager:GetSecretValue'], [secretResource(stage, secret)]);
};

const allowServicenow = (stage: StageFunction, { targets }: Remediations): void => allowSecret(stage, targets.servicenow?.secret);

const allowJira = (stage: StageFunction, { targets }: Remediations): void => allowSecret(stage, targets.jira?.secret);

const allowTerraform = (stage: StageFunction, { targets }: Remediations): void => allowSecret(stage, targets['terraform-cloud']?.secret);

/** Whom the cluster takes remediate for: the operator binds rights to this group (functions/remediate/kubernetes/README.md). */
const remediatorsGroup = 'streamwarden-remediate';

/** An entry of the cluster, without a policy of EKS: those reach further. Telling who calls (GetCallerIdentity) needs no permission. */
const allowKubernetes = (stage: StageFunction, { targets: { kubernetes } }: Remediations): void => {
  if (kubernetes === undefined) return;
  new CfnAccessEntry(stage, 'ClusterAccess', {
    ...{ clusterName: kubernetes.cluster, principalArn: stage.role.roleArn, type: 'STANDARD' },
    kubernetesGroups: [remediatorsGroup],
  });
};

/** The secrets that messages are signed with. */
const allowWebhooks = (stage: StageFunction, { targets: { webhook = {} } }: Remediations): void => {
  for (const secret of new Set(Object.values(webhook).map((each) => each.secret))) allowSecret(stage, secret);
};

/** One entry a target that needs rights; AWX's secret is the stack's own. */
const grants = [allowSsm, allowLambda, allowServicenow, allowJira, allowTerraform, allowKubernetes, allowWebhooks] as const;

/** Grants what the configured targets need. */
export const allowTargets = (stage: StageFunction, remediations: Remediations): void => {
  for (const grant of grants) grant(stage, remediations);
};
