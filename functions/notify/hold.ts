/** Whom a message reaches now: quiet hours and storm control hold it back from some, with a reason, for their next digest. */
import type { Recipient } from '#kernel/channel.ts';
import type { HeldMessage } from '#kernel/delivery.ts';
import { AppError } from '#kernel/errors.ts';
import type { Incident } from '#kernel/incident.ts';
import { untilNoRaceIsLost } from '#kernel/lost-race.ts';
import { inWords } from '#kernel/minutes.ts';
import { counted, hasRoom, isCounted, isRepeat, type Pace, roomAt } from '#kernel/pace.ts';
import type { PeoplePolicy } from '#kernel/policy.ts';
import type { Clock, Log, ResponseStore } from '#kernel/ports.ts';
import { quietUntil } from '#kernel/quiet-hours.ts';
import type { NotifyInput } from './input.ts';

/** How people come to their digests. */
interface Digests {
  /** Sends a person what is held for them, if it is due. */
  flush(person: string): Promise<unknown>;
  /** Has `flush` called at a time, milliseconds since the epoch. Without it a digest goes out before the person's next message. */
  wakeAt?(person: string, at: number): Promise<void>;
}

/** What holding back needs of the outside world. */
export interface HoldPorts {
  readonly store: Pick<ResponseStore, 'pace' | 'putPace' | 'hold' | 'record'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Without it what is held stays held until somebody flushes it. */
  readonly digests?: Digests;
}

/** First pages of an incident: of a critical one they are not held back, but for a repeat. */
const firstPages: ReadonlySet<string> = new Set(['incident_opened', 'reopened', 'escalated', 'critical']);

/** Why a message is held, and until when. */
interface Hold {
  readonly control: HeldMessage['control'];
  readonly until: number;
  /** In a sentence. */
  readonly text: string;
}

/** Whether one person's message is held back at a time. Pure. */
const holdFor = (
  person: string,
  message: {
    readonly key: string;
    readonly reason: NotifyInput['notificationReason'];
    readonly incident: Pick<Incident, 'id' | 'severity'>;
  },
  pace: Pick<Pace, 'messages'> | undefined,
  people: PeoplePolicy,
  now: number,
): Hold | undefined => {
  const { incident, reason, key } = message;
  const isCritical = incident.severity === 'critical';
  const known = Object.hasOwn(people.people, person) ? people.people[person] : undefined;
  const quiet = isCritical ? undefined : quietUntil(known, now);
  if (quiet !== undefined)
    return {
      control: 'quiet hours',
      until: quiet,
      text: `Quiet hours of ${person} until ${known?.quietHours?.to} (${known?.timeZone}): it comes with the next digest.`,
    };
  const { messages, minutes } = people.stormControl;
  const limit = { messages, windowMs: minutes * 60_000 };
  const isFirst = isCritical && firstPages.has(reason) && !isRepeat(pace, { at: now, key, about: `${incident.id}/${reason}` }, limit);
  // Who waits for a yes cannot wait for a digest.
  if (isFirst || reason === 'approval_requested' || hasRoom(pace, now, limit)) return undefined;
  return {
    control: 'storm control',
    until: roomAt(pace, now, limit),
    text: `${person} had ${messages} ${messages === 1 ? 'message' : 'messages'} within ${inWords(minutes)}: it comes with the next digest.`,
  };
};

const causeOf = ({ notificationReason, causeId }: NotifyInput): string => `${notificationReason}/${causeId}`;

/** What a person got lately; a digest that is due goes out first. It never keeps a page back. */
const paceOf = async (person: string, { store, clock, log, digests }: HoldPorts): Promise<Pace | undefined> => {
  const pace = await store.pace(`person/${person}`);
  if (digests === undefined || pace?.digestAt === undefined || pace.digestAt > clock.now()) return pace;
  try {
    await digests.flush(person);
  } catch (error) {
    log.warn('digest failed', { person, error: error instanceof AppError ? error.message : 'unknown' });
  }
  return store.pace(`person/${person}`);
};

/** Asked before it is written down: asked twice is no harm, never asked is a digest that comes late. Nor does it keep a page back. */
const wake = async (person: string, at: number, { digests, log }: HoldPorts): Promise<void> => {
  try {
    await digests?.wakeAt?.(person, at);
  } catch (error) {
    log.warn('no timer for a digest', { person, error: error instanceof AppError ? error.message : 'unknown' });
  }
};

/** Counts the message, or says why it is held; the digest's time is written with it. */
const decide = async (
  person: string,
  input: NotifyInput,
  incident: Incident,
  ports: HoldPorts,
  people: PeoplePolicy,
): Promise<Hold | undefined> => {
  const { store, clock } = ports;
  const name = `person/${person}`;
  const key = `${incident.id}/${causeOf(input)}`;
  const pace = await paceOf(person, ports);
  if (isCounted(pace, key)) return undefined;
  const now = clock.now();
  const held = holdFor(person, { key, reason: input.notificationReason, incident }, pace, people, now);
  if (held !== undefined) {
    const digestAt = Math.max(pace?.digestAt ?? 0, held.until);
    if (digestAt !== pace?.digestAt) await wake(person, digestAt, ports);
    if (digestAt !== pace?.digestAt)
      await store.putPace({ ...(pace ?? { name, messages: [] }), digestAt, version: (pace?.version ?? 0) + 1 });
    return held;
  }
  const { messages, minutes } = people.stormControl;
  const about = `${incident.id}/${input.notificationReason}`;
  await store.putPace(counted(pace, name, { at: now, key, about }, { messages, windowMs: minutes * 60_000 }));
  return undefined;
};

const keep = async (person: string, held: Hold, input: NotifyInput, incident: Incident, ports: HoldPorts): Promise<void> => {
  const at = ports.clock.now();
  await ports.store.hold({
    ...{ person, at, key: `${incident.id}/${causeOf(input)}`, incidentId: incident.id, title: incident.title },
    ...{ notificationReason: input.notificationReason, control: held.control, channels: [...new Set(input.channels)] },
  });
  await ports.store.record({
    ...{ incidentId: incident.id, at, kind: 'suppressed', causeId: `${causeOf(input)}/${person}`, by: 'notify', reason: held.text },
    detail: {
      reason: 'policy',
      control: held.control,
      recipients: person,
      notificationReason: input.notificationReason,
      until: held.until,
    },
  });
};

/** The recipients that hear it now; for each other one it is written down why not, and kept for a digest. */
export const reached = async (
  recipients: readonly Recipient[],
  input: NotifyInput,
  incident: Incident,
  ports: HoldPorts,
  people: PeoplePolicy,
): Promise<readonly Recipient[]> => {
  const now: Recipient[] = [];
  for (const recipient of recipients) {
    const held = await untilNoRaceIsLost(() => decide(recipient.name, input, incident, ports, people));
    if (held === undefined) now.push(recipient);
    else await keep(recipient.name, held, input, incident, ports);
  }
  return now;
};
