/** Receivers and what they speak through: each integration becomes a channel, where ours can hold it. Secrets are named, never copied. */
import { channelsSchema } from '#kernel/policy/channels.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { integrationKinds } from './integrations.ts';
import type { Place } from './place.ts';

/** An entry of `channels.yaml`, as that schema knows it. */
export type ChannelInput = Readonly<Record<string, unknown>> & { readonly name: string };

interface ReceiverInput {
  name: string;
  channels: { channel: string; sendResolved: boolean; maxAlerts: number }[];
}

/** What the receivers become. */
export interface Receivers {
  readonly receivers: readonly ReceiverInput[];
  readonly channels: readonly ChannelInput[];
}

/** A channel's name from a receiver's: lower case, dashes, not taken. */
const nameFor = (receiver: string, taken: ReadonlySet<string>): string => {
  const base =
    receiver
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'receiver';
  for (let ordinal = 1; ; ordinal += 1) {
    const name = ordinal === 1 ? base : `${base}-${ordinal}`;
    if (!taken.has(name)) return name;
  }
};

/** Whether the schema of channels takes the entry; a note says why not. */
const isHeld = (entry: ChannelInput, place: Place): boolean => {
  const result = channelsSchema.safeParse({ channels: [entry] });
  if (!result.success) place.note(`is not carried over: ${schemaIssues(result.error, 'channel').join('; ').replaceAll('channels.0.', '')}`);
  return result.success;
};

const receiverOf = (place: Place, global: Place, channels: ChannelInput[]): ReceiverInput => {
  const receiver: ReceiverInput = { name: place.at('name').needed(), channels: [] };
  const known = ['name', ...integrationKinds.map(({ key }) => key)];
  place.leaveAllBut(known, 'is not carried over: there is no such channel here');
  for (const { key, sendResolved, make } of integrationKinds) {
    for (const each of place.at(key).items()) {
      const name = nameFor(receiver.name, new Set(channels.map((entry) => entry.name)));
      const fields = make(each, { name, global });
      if (fields === undefined || !isHeld({ name, ...fields }, each)) continue;
      channels.push({ name, ...fields });
      receiver.channels.push({
        channel: name,
        sendResolved: each.at('send_resolved').flag(sendResolved),
        maxAlerts: key === 'webhook_configs' ? each.at('max_alerts').count() : 0,
      });
    }
  }
  return receiver;
};

export const receiversOf = (place: Place, global: Place): Receivers => {
  const channels: ChannelInput[] = [];
  const receivers = place.items().map((each) => receiverOf(each, global, channels));
  const names = receivers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) place.fail(`has two receivers named "${twice}"`);
  return { receivers, channels };
};
