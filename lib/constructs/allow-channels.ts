/** What a function that speaks through channels may do: exactly what `channels.yaml` needs, and nothing when it needs nothing. */
import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ChannelsPolicy } from '#kernel/policy.ts';
import { exempt } from './exempt.ts';
import { secretResource } from './named-secret.ts';
import type { StageFunction } from './stage-function.ts';

type Entry = ChannelsPolicy['channels'][number];

const secretsOf = (entry: Entry): readonly string[] => {
  switch (entry.kind) {
    case 'slack':
      return [entry.botToken];
    case 'pagerduty':
      return [entry.routingKey];
    case 'teams':
      return [entry.url];
    case 'webhook':
      return entry.signingSecret === undefined ? [] : [entry.signingSecret];
    default:
      return [];
  }
};

/** SES checks the identity of the sender's domain, and the configuration set where one is named. */
const emailResources = (stack: Stack, entry: Entry): readonly string[] => {
  if (entry.kind !== 'email') return [];
  const arn = (resource: string, resourceName: string): string => stack.formatArn({ service: 'ses', resource, resourceName });
  const domain = entry.from.split('@').at(-1) ?? '';
  return [arn('identity', domain), ...(entry.configurationSet === undefined ? [] : [arn('configuration-set', entry.configurationSet)])];
};

/** Grants the secrets of the channels, e-mail from their senders, and text messages if there is a channel for them. */
export const allowChannels = (stage: StageFunction, { channels }: ChannelsPolicy): void => {
  const stack = Stack.of(stage);
  const secrets = [...new Set(channels.flatMap(secretsOf))].map((id) => secretResource(stage, id));
  if (secrets.length > 0) stage.allow(['secretsmanager:GetSecretValue'], secrets);
  const senders = [...new Set(channels.flatMap((entry) => emailResources(stack, entry)))];
  if (senders.length > 0) stage.allow(['ses:SendEmail'], senders);
  if (!channels.some(({ kind }) => kind === 'sms')) return;
  // No ARN names a phone number; what has an ARN of SNS, every topic, is left out.
  const topics = stack.formatArn({ service: 'sns', region: '*', account: '*', resource: '*' });
  stage.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: ['sns:Publish'], notResources: [topics] }));
  exempt(stage.role, { 'AwsSolutions-IAM5[Resource::*]': 'IAM knows no resource for a phone number; topics are left out.' });
};
