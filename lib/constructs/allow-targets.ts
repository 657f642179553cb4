/** What remediate may do on the systems it acts on: exactly what `remediations.yaml` needs, and nothing when it needs nothing. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Policy } from '#kernel/policy.ts';
import { exempt } from './exempt.ts';
import type { StageFunction } from './stage-function.ts';

type Remediations = Policy['remediations'];

/** What rules name on a target, each once. */
const templatesOf = ({ rules }: Remediations, target: Remediations['rules'][number]['target']): readonly string[] => [
  ...new Set(rules.flatMap((rule) => (rule.target === target ? [rule.template] : []))),
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

/** Grants what the configured targets need; one line a target. */
export const allowTargets = (stage: StageFunction, remediations: Remediations): void => {
  allowSsm(stage, remediations);
  allowLambda(stage, remediations);
};
