/** Secrets of channels and targets, which operators keep in their account and name in policy: here such as the stand-ins take. */
import type { ChannelsPolicy, Policy } from '#kernel/policy.ts';

type SecretsPolicy = Pick<Policy, 'channels' | 'remediations'>;
type Entry = ChannelsPolicy['channels'][number];

/** `whsec_…`: what a stand-in's calls are signed with. */
export const standInSigningSecret = `whsec_${Buffer.alloc(24).toString('base64')}`;

const ofEntry = (entry: Entry): readonly (readonly [string, string])[] => {
  switch (entry.kind) {
    case 'slack':
      return [[entry.botToken, 'xoxb-stand-in']];
    case 'pagerduty':
      return [[entry.routingKey, 'StandInRoutingKey000000000000000']];
    case 'teams':
      return [[entry.url, `https://${entry.host}/workflows/stand-in`]];
    case 'webhook':
      return entry.signingSecret === undefined ? [] : [[entry.signingSecret, standInSigningSecret]];
    default:
      return [];
  }
};

const ofTargets = ({
  servicenow,
  jira,
  'terraform-cloud': terraform,
  webhook = {},
}: Policy['remediations']['targets']): readonly (readonly [string, string])[] => [
  ...[servicenow, jira].flatMap((target) => (target === undefined ? [] : [[target.secret, 'stand-in:stand-in'] as const])),
  ...(terraform === undefined ? [] : [[terraform.secret, 'stand-in-token'] as const]),
  ...Object.values(webhook).flatMap(({ secret }) => (secret === undefined ? [] : [[secret, standInSigningSecret] as const])),
];

/** Value by name or ARN; the first mention of one decides. */
const standInSecrets = ({ channels: { channels, slack }, remediations }: SecretsPolicy): ReadonlyMap<string, string> => {
  const values = [
    ...channels.flatMap(ofEntry),
    ...(slack === undefined ? [] : [[slack.signingSecret, 'stand-in-signing-secret'] as const]),
    ...ofTargets(remediations.targets),
  ];
  return new Map(values.toReversed());
};

/** Keeps them in a cloud that was started. */
export const keepSecrets = (cloud: { keepSecret(id: string, value: string): void }, policy: SecretsPolicy): void => {
  for (const [id, value] of standInSecrets(policy)) cloud.keepSecret(id, value);
};
