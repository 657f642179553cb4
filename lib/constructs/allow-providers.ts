/** What classify may do for the models of `providers.yaml`: ask exactly those, read exactly their keys; nothing when there are none. */
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

const arnOf = (
  stage: StageFunction,
  resource: string,
  resourceName: string,
  place: { readonly region?: string; readonly account?: string },
) => Stack.of(stage).formatArn({ service: 'bedrock', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME, ...place });

/** The profile, and the model behind it in whichever region the profile chooses; through nothing else may that be asked. */
const allowProfile = (stage: StageFunction, model: string, place: { readonly region?: string }): void => {
  const profileArn = arnOf(stage, 'inference-profile', model, place);
  const name = model.replace(profile, '');
  stage.allow(['bedrock:InvokeModel'], [profileArn]);
  stage.role.addToPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['bedrock:InvokeModel'],
      resources: [arnOf(stage, 'foundation-model', name, { region: '*', account: '' })],
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    }),
  );
  exempt(stage.role, {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:bedrock:*::foundation-model/${name}]`]:
      'An inference profile asks the model in a region of its choice; the condition allows it through that profile alone.',
  });
};

const allowModel = (stage: StageFunction, { model, region }: BedrockEntry): void => {
  const place = region === undefined ? {} : { region };
  if (model.startsWith('arn:')) stage.allow(['bedrock:InvokeModel'], [model]);
  else if (profile.test(model)) allowProfile(stage, model, place);
  else stage.allow(['bedrock:InvokeModel'], [arnOf(stage, 'foundation-model', model, { ...place, account: '' })]);
};

/** Grants what the providers need. */
export const allowProviders = (stage: StageFunction, { providers }: ProvidersPolicy): void => {
  if (providers.length === 0) return;
  const secrets = providers.flatMap((entry) => (entry.kind === 'bedrock' || entry.secret === undefined ? [] : [entry.secret]));
  const resources = [...new Set(secrets)].map((id) => secretResource(stage, id));
  if (resources.length > 0) stage.allow(['secretsmanager:GetSecretValue'], resources);
  for (const entry of providers) if (entry.kind === 'bedrock') allowModel(stage, entry);
};
