/** What classify may do for the models of `providers.yaml`: ask exactly those, read exactly their keys, keep the day's account; nothing when there are none. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ProvidersPolicy } from '#kernel/policy.ts';
import { exempt } from './exempt.ts';
import { secretResource } from './named-secret.ts';
import type { StageFunction } from './stage-function.ts';

type Entry = ProvidersPolicy['providers'][number];
type BedrockEntry = Extract<Entry, { readonly kind: 'bedrock' }>;

/** A geography before a model's id makes it an inference profile's: `us.anthropic.…`, `global.anthropic.…`. */
const profile = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\./;

const allowModel = (stage: StageFunction, { model, region }: BedrockEntry): void => {
  const stack = Stack.of(stage);
  const arn = (resource: string, resourceName: string, place: { readonly region?: string; readonly account?: string }): string =>
    stack.formatArn({ service: 'bedrock', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME, ...place });
  const here = region === undefined ? {} : { region };
  if (model.startsWith('arn:')) return stage.allow(['bedrock:InvokeModel'], [model]);
  if (!profile.test(model)) return stage.allow(['bedrock:InvokeModel'], [arn('foundation-model', model, { ...here, account: '' })]);
  const profileArn = arn('inference-profile', model, here);
  stage.allow(['bedrock:InvokeModel'], [profileArn]);
  const name = model.replace(profile, '');
  // The profile chooses the region; through nothing else may the model be asked.
  const models = arn('foundation-model', name, { region: '*', account: '' });
  stage.role.addToPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['bedrock:InvokeModel'],
      resources: [models],
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    }),
  );
  exempt(stage.role, {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${name}]`]:
      'An inference profile asks the model in a region of its choice; the condition allows it through that profile alone.',
  });
};

/** Grants what the providers need. `knowledgeArn`: the table that keeps the day's account. */
export const allowProviders = (stage: StageFunction, { providers }: ProvidersPolicy, knowledgeArn: string): void => {
  if (providers.length === 0) return;
  stage.allow(['dynamodb:UpdateItem'], [knowledgeArn]);
  const secrets = providers.flatMap((entry) => (entry.kind === 'bedrock' || entry.secret === undefined ? [] : [entry.secret]));
  const resources = [...new Set(secrets)].map((id) => secretResource(stage, id));
  if (resources.length > 0) stage.allow(['secretsmanager:GetSecretValue'], resources);
  for (const entry of providers) if (entry.kind === 'bedrock') allowModel(stage, entry);
};
