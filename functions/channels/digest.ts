/** One message in place of those that were held back for a person. */
import type { Channel, DigestNotification } from '#kernel/channel.ts';
import type { HeldMessage } from '#kernel/delivery.ts';
import { AppError, UpstreamError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { counted, type Pace, roomAt } from '#kernel/pace.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import type { Clock, Log, ResponseStore } from '#kernel/ports.ts';
import { quietUntil } from '#kernel/quiet-hours.ts';
import { recipientsOf } from '#kernel/recipients.ts';

/** What a digest needs of the outside world. */
export interface DigestPorts {
  readonly store: Pick<ResponseStore, 'held' | 'releaseHeld' | 'pace' | 'putPace'>;
  readonly clock: Clock;
  readonly log: Log;
  /** By name in `channels.yaml`. */
  readonly channels: ReadonlyMap<string, Channel>;
}

/** What came of asking for a digest. */
export type DigestOutcome =
  | { readonly outcome: 'nothing_held' }
  /** Ask again then, milliseconds since the epoch. */
  | { readonly outcome: 'not_due'; readonly dueAt: number }
  | { readonly outcome: 'sent'; readonly messages: number };

/** Messages a digest lists; the first ones are left out of a longer list. */
const listed = 20;

/** When a person may be told of what is held: after the quiet hours, and when storm control has room. Pure. */
export const digestDue = (person: string, pace: Pick<Pace, 'messages'> | undefined, people: PeoplePolicy, now: number): number => {
  const { messages, minutes } = people.stormControl;
  const room = roomAt(pace, now, { messages, windowMs: minutes * 60_000 });
  const known = Object.hasOwn(people.people, person) ? people.people[person] : undefined;
  return quietUntil(known, room) ?? room;
};

const plural = (count: number): string => `${count} ${count === 1 ? 'message was' : 'messages were'}`;

/** The digest of what is held, which is not empty. Pure: the same messages make the same digest, under the same key. */
export const digestOf = (person: string, held: readonly HeldMessage[], people: PeoplePolicy, at: number): DigestNotification => {
  const by = (control: HeldMessage['control']): number => held.filter((message) => message.control === control).length;
  const counts = (['quiet hours', 'storm control'] as const)
    .filter((control) => by(control) > 0)
    .map((control) => `${by(control)} by ${control}`);
  const since = new Date(held[0]?.at ?? at).toISOString();
  return {
    kind: 'digest',
    key: `digest/${person}/${idFrom(...held.map(({ key }) => key).toSorted())}`,
    notificationReason: 'digest',
    at,
    recipients: recipientsOf([person], people),
    text: `${plural(held.length)} held back for ${person} since ${since}: ${counts.join(', ')}.`,
    links: {},
    held: held.slice(-listed).map((message) => ({
      at: message.at,
      incidentId: message.incidentId,
      title: message.title,
      reason: `${message.notificationReason.replaceAll('_', ' ')}; ${message.control}`,
    })),
    heldInAll: held.length,
  };
};

const sendOn = async (name: string, channel: Channel, digest: DigestNotification, log: Log): Promise<boolean> => {
  try {
    await channel.deliver({ ...digest, key: `${digest.key}/${name}` });
    return true;
  } catch (error) {
    log.warn('digest failed', {
      channel: name,
      reason: error instanceof AppError ? error.message : 'The channel failed in a way it should not.',
    });
    return false;
  }
};

/**
 * Sends a person what is held back, if it is due, on every channel the messages were for, and forgets it. UpstreamError when no channel has it:
 * it stays held. What is held meanwhile waits for the next digest. Two at once may send it twice, under one key.
 */
export const flushDigest = async (person: string, ports: DigestPorts, people: PeoplePolicy): Promise<DigestOutcome> => {
  const { store, clock, log, channels } = ports;
  const held = await store.held(person);
  if (held.length === 0) return { outcome: 'nothing_held' };
  const paceName = `person/${person}`;
  const now = clock.now();
  const dueAt = digestDue(person, await store.pace(paceName), people, now);
  if (dueAt > now) return { outcome: 'not_due', dueAt };
  const digest = digestOf(person, held, people, now);
  let delivered = 0;
  for (const name of new Set(held.flatMap((message) => message.channels))) {
    const channel = channels.get(name);
    if (channel !== undefined && (await sendOn(name, channel, digest, log))) delivered += 1;
  }
  if (delivered === 0) throw new UpstreamError('No channel has the digest.', { reason: 'nothing_delivered' });
  await store.releaseHeld(
    person,
    held.map(({ key }) => key),
  );
  const { messages, minutes } = people.stormControl;
  const limit = { messages, windowMs: minutes * 60_000 };
  await untilNoRaceIsLost(async () => {
    const { digestAt: _told, ...pace } = counted(
      await store.pace(paceName),
      paceName,
      { at: now, key: digest.key, about: 'digest' },
      limit,
    );
    await store.putPace(pace);
  });
  return { outcome: 'sent', messages: held.length };
};
