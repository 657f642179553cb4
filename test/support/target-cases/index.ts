/** Every target under the contract; one of the registry that is missing here fails the suite. */
import { awxCase } from './awx.ts';
import { jiraCase } from './jira.ts';
import { kubernetesCase } from './kubernetes.ts';
import { lambdaCase } from './lambda.ts';
import { servicenowCase } from './servicenow.ts';
import { ssmCase } from './ssm.ts';
import type { TargetCase } from './target-case.ts';
import { terraformCase } from './terraform-cloud.ts';
import { webhookCase } from './webhook.ts';

export const targetCases: readonly TargetCase[] = [
  ...[awxCase, terraformCase, servicenowCase, jiraCase],
  ...[ssmCase, lambdaCase, kubernetesCase, webhookCase],
];
