import { beforeEach, describe, expect, it } from 'vitest';
import { paced } from '#channels/paced.ts';
import { deliveringChannelsOf } from '#channels/registry.ts';
import { tracked } from '#channels/track.ts';
import type { Channel } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { channelsSchema } from '#kernel/policy.ts';
import { rejection } from '#test/support/leaks.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { digestNotification, groupNotification, incidentNotification, noMessages } from '#test/support/notifications.ts';
import { silentLog } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let clock: VirtualScheduler;
let store: MemoryResponseStore;
let failure: Error | undefined;
let given: (string | undefined)[];

const channel = (changes: Partial<Channel> = {}): Channel => ({
  id: 'chat',
  threads: true,
  deliver: async (_notification, earlier) => {
    given.push(earlier);
    if (failure !== undefined) throw failure;
    return { reference: earlier ?? `thread-${given.length}` };
  },
  ...changes,
});

beforeEach(() => {
  clock = new VirtualScheduler();
  store = memoryResponseStore();
  failure = undefined;
  given = [];
});

describe('a tracked channel', () => {
  const states = async (subject = 'incident/inc-1') =>
    (await store.deliveries(subject)).map(({ channel: name, state, reference, reason }) => ({ name, state, reference, reason }));

  it('has each message on record, with what came of it', async () => {
    await tracked(channel(), 'shop-chat', { store, clock }).deliver(incidentNotification());
    expect(await store.deliveries('incident/inc-1')).toEqual([
      {
        key: 'inc-1/escalated/cause/hook',
        subject: 'incident/inc-1',
        channel: 'shop-chat',
        recipients: ['alex', 'sam'],
        notificationReason: 'escalated',
        state: 'delivered',
        at: clock.now(),
        reference: 'thread-1',
      },
    ]);
  });

  it('has a message that is under way as queued', async () => {
    const seen: unknown[] = [];
    const slow = channel({
      deliver: async () => {
        seen.push(...(await states()));
        return { state: 'sent' };
      },
    });
    await tracked(slow, 'mail', { store, clock }).deliver(incidentNotification());
    expect(seen).toMatchObject([{ state: 'queued' }]);
    expect(await states()).toMatchObject([{ state: 'sent' }]);
  });

  it('has a failure with its reason, and throws it on', async () => {
    failure = new UpstreamError('Slack answered 503.', { status: 503 });
    expect(await rejection(tracked(channel(), 'chat', { store, clock }).deliver(incidentNotification()))).toBe(failure);
    expect(await states()).toEqual([{ name: 'chat', state: 'failed', reason: 'Slack answered 503.', reference: undefined }]);
  });

  it('goes on in the thread of the same incident or person, and of the same channel; whoever tells a group says itself in which', async () => {
    const chat = tracked(channel(), 'chat', { store, clock });
    await chat.deliver(incidentNotification());
    await clock.advanceBy(1_000);
    await chat.deliver(incidentNotification({ key: 'k2' }));
    await chat.deliver(incidentNotification({ key: 'k3' }, { id: 'inc-2' }));
    await tracked(channel(), 'other', { store, clock }).deliver(incidentNotification({ key: 'k4' }));
    await chat.deliver(groupNotification());
    await chat.deliver(groupNotification({ key: 'g2' }));
    await chat.deliver(groupNotification({ key: 'g3' }), 'thread-5');
    await chat.deliver(digestNotification());
    await clock.advanceBy(1_000);
    await chat.deliver(digestNotification({ key: 'd2' }));
    expect(given).toEqual([undefined, 'thread-1', undefined, undefined, undefined, undefined, 'thread-5', undefined, 'thread-8']);
  });

  it('keeps its thread through a failure', async () => {
    const chat = tracked(channel(), 'chat', { store, clock });
    await chat.deliver(incidentNotification());
    await clock.advanceBy(1_000);
    failure = new UpstreamError('down', { status: 503 });
    await rejection(chat.deliver(incidentNotification({ key: 'k2' })));
    await rejection(chat.deliver(incidentNotification({ key: 'k2' })));
    failure = undefined;
    await chat.deliver(incidentNotification({ key: 'k2' }));
    expect(given).toEqual([undefined, 'thread-1', 'thread-1', 'thread-1']);
  });

  it('looks for no reference of a channel that has no use for one', async () => {
    const { threads: _none, ...plain } = channel();
    const reads: string[] = [];
    const counting = {
      ...store,
      deliveries: async (subject: string) => {
        reads.push(subject);
        return [];
      },
    };
    await tracked(plain, 'hook', { store: counting, clock }).deliver(incidentNotification());
    expect(reads).toEqual([]);
  });
});

describe('a channel with a pace', () => {
  const minor = (key: string) => incidentNotification({ key }, { severity: 'warning' });

  it('has so many messages a minute, says when there is room again, and then has it', async () => {
    const chat = paced(channel(), 'chat', 2, { store, clock });
    await chat.deliver(minor('1'));
    await clock.advanceBy(10_000);
    await chat.deliver(minor('2'));
    await clock.advanceBy(5_000);
    expect(await rejection(chat.deliver(minor('3')))).toMatchObject({
      name: 'UpstreamError',
      reason: 'paced',
      retryable: true,
      retryAfter: 45,
    });
    await clock.advanceBy(45_000);
    await chat.deliver(minor('3'));
    expect(given).toHaveLength(3);
  });

  it('never holds up what is critical, nor a repeat of what it let through', async () => {
    const chat = paced(channel(), 'chat', 1, { store, clock });
    await chat.deliver(minor('1'));
    await chat.deliver(minor('1'));
    await chat.deliver(incidentNotification());
    expect(await rejection(chat.deliver(minor('2')))).toMatchObject({ reason: 'paced' });
    expect(given).toHaveLength(3);
  });

  it('counts together what several send at once', async () => {
    const chat = paced(channel(), 'chat', 3, { store, clock });
    const all = await Promise.allSettled(['1', '2', '3', '4'].map((key) => chat.deliver(minor(key))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });
});

describe('the channels a handler hands to its stage', () => {
  const policy = channelsSchema.parse({
    channels: [{ name: 'hook', kind: 'webhook', url: 'https://hooks.test/x', messagesPerMinute: 1 }],
  });
  let answers: number[];
  const http = async () => ({ status: answers.shift() ?? 200, headers: {}, body: '' });
  const ports = () => ({ ...noMessages, http, log: silentLog, store, clock });
  const hook = (more: object = {}): Channel => {
    const made = deliveringChannelsOf(policy, { ...ports(), ...more }).get('hook');
    if (made === undefined) throw new Error('no channel');
    return made;
  };

  it('try again where the stage does not, and write down one outcome', async () => {
    answers = [503, 200];
    await hook({ sleep: async () => {} }).deliver(incidentNotification({ at: clock.now() }));
    expect(await store.deliveries('incident/inc-1')).toMatchObject([{ state: 'delivered' }]);
  });

  it('try once where the stage tries again', async () => {
    answers = [503, 200];
    expect(await rejection(hook().deliver(incidentNotification()))).toMatchObject({ status: 503 });
    expect(await store.deliveries('incident/inc-1')).toMatchObject([{ state: 'failed' }]);
  });
});
