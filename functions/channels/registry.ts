/** Every kind of channel there is, and how one is made from its entry in `channels.yaml`. */
import type { Channel } from '#kernel/channel.ts';
import type { Http } from '#kernel/http.ts';
import type { SendEmail, SendText } from '#kernel/messages.ts';
import type { ChannelsPolicy } from '#kernel/policy.ts';
import type { Log, Secrets } from '#kernel/ports.ts';
import { consoleChannel } from './console/console.ts';
import { type RetryPorts, retrying } from './deliver.ts';
import { emailChannel } from './email/email.ts';
import { type PacePorts, paced } from './paced.ts';
import { pagerdutyChannel } from './pagerduty/pagerduty.ts';
import { slackChannel } from './slack/slack.ts';
import { smsChannel } from './sms/sms.ts';
import { teamsChannel } from './teams/teams.ts';
import { type TrackPorts, tracked } from './track.ts';
import { webhookChannel } from './webhook/webhook.ts';

type ChannelEntry = ChannelsPolicy['channels'][number];

/** What channels need of the outside world. */
export interface ChannelPorts {
  readonly http: Http;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly sendEmail: SendEmail;
  readonly sendText: SendText;
}

interface ChannelKind {
  readonly kind: ChannelEntry['kind'];
  /** A channel for an entry of this kind; undefined for any other entry. */
  make(entry: ChannelEntry, ports: ChannelPorts): Channel | undefined;
}

/** One entry a kind; a new channel is one more line. */
export const channelKinds = [
  { kind: 'console', make: (entry, ports) => (entry.kind === 'console' ? consoleChannel(ports.log) : undefined) },
  { kind: 'webhook', make: (entry, ports) => (entry.kind === 'webhook' ? webhookChannel(entry, ports) : undefined) },
  { kind: 'slack', make: (entry, ports) => (entry.kind === 'slack' ? slackChannel(entry, ports) : undefined) },
  { kind: 'pagerduty', make: (entry, ports) => (entry.kind === 'pagerduty' ? pagerdutyChannel(entry, ports) : undefined) },
  { kind: 'teams', make: (entry, ports) => (entry.kind === 'teams' ? teamsChannel(entry, ports) : undefined) },
  { kind: 'email', make: (entry, ports) => (entry.kind === 'email' ? emailChannel(entry, ports.sendEmail) : undefined) },
  { kind: 'sms', make: (entry, ports) => (entry.kind === 'sms' ? smsChannel(entry, ports.sendText) : undefined) },
] as const satisfies readonly ChannelKind[];

/** The channels an operator configured, by name; each delivers once and classifies its failure. */
export const channelsOf = (policy: ChannelsPolicy, ports: ChannelPorts): ReadonlyMap<string, Channel> => {
  const channels = new Map<string, Channel>();
  for (const entry of policy.channels) {
    for (const { make } of channelKinds) {
      const channel = make(entry, ports);
      if (channel !== undefined) channels.set(entry.name, channel);
    }
  }
  return channels;
};

/** The same, each tried again as its failures allow. */
export const retryingChannelsOf = (policy: ChannelsPolicy, ports: ChannelPorts & RetryPorts): ReadonlyMap<string, Channel> =>
  new Map([...channelsOf(policy, ports)].map(([name, channel]) => [name, retrying(channel, ports)]));

/** What keeping channels to their pace and on record needs of the outside world. */
export type DeliveryPorts = ChannelPorts & PacePorts & TrackPorts;

/**
 * What handlers hand to their stage: channels that keep to `messagesPerMinute` and write down what becomes of each message. With `sleep`
 * each tries again as its failures allow; without, the stage does.
 */
export const deliveringChannelsOf = (
  policy: ChannelsPolicy,
  ports: DeliveryPorts & Partial<Pick<RetryPorts, 'sleep'>>,
): ReadonlyMap<string, Channel> => {
  const { sleep, clock } = ports;
  const perMinute = new Map(policy.channels.map((entry) => [entry.name, entry.kind === 'console' ? undefined : entry.messagesPerMinute]));
  const delivering = (name: string, plain: Channel): Channel => {
    const limit = perMinute.get(name);
    const keepingPace = limit === undefined ? plain : paced(plain, name, limit, ports);
    return tracked(sleep === undefined ? keepingPace : retrying(keepingPace, { sleep, clock }), name, ports);
  };
  return new Map([...channelsOf(policy, ports)].map(([name, channel]) => [name, delivering(name, channel)]));
};
