/** Every kind of channel there is, and how one is made from its entry in `channels.yaml`. */
import type { Channel } from '#kernel/channel.ts';
import type { Http } from '#kernel/http.ts';
import type { ChannelsPolicy } from '#kernel/policy.ts';
import type { Log } from '#kernel/ports.ts';
import { consoleChannel } from './console/console.ts';
import { type RetryPorts, retrying } from './deliver.ts';
import { webhookChannel } from './webhook/webhook.ts';

type ChannelEntry = ChannelsPolicy['channels'][number];

/** What channels need of the outside world. */
export interface ChannelPorts {
  readonly http: Http;
  readonly log: Log;
}

interface ChannelKind {
  readonly kind: ChannelEntry['kind'];
  /** A channel for an entry of this kind; undefined for any other entry. */
  make(entry: ChannelEntry, ports: ChannelPorts): Channel | undefined;
}

/** One entry a kind; a new channel is one more line. */
export const channelKinds = [
  { kind: 'console', make: (entry, ports) => (entry.kind === 'console' ? consoleChannel(ports.log) : undefined) },
  { kind: 'webhook', make: (entry, ports) => (entry.kind === 'webhook' ? webhookChannel(entry, ports.http) : undefined) },
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

/** The same, each tried again as its failures allow: what handlers hand to their stage. */
export const retryingChannelsOf = (policy: ChannelsPolicy, ports: ChannelPorts & RetryPorts): ReadonlyMap<string, Channel> =>
  new Map([...channelsOf(policy, ports)].map(([name, channel]) => [name, retrying(channel, ports)]));
