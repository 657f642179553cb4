import { beforeEach, describe, expect, it } from 'vitest';
import { digestDue, digestOf, flushDigest } from '#channels/digest.ts';
import type { NotifyInput } from '#functions/notify/input.ts';
import { type NotifyPorts, notify } from '#functions/notify/notify.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Incident } from '#kernel/incident.ts';
import { peopleSchema } from '#kernel/policy.ts';
import { rejection } from '#test/support/leaks.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { incidentAt, silentLog } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const minute = 60_000;
/** 21:00 in Berlin. */
const evening = Date.UTC(2026, 0, 5, 20);

const people = peopleSchema.parse({
  people: { alex: { timeZone: 'Europe/Berlin', quietHours: { from: '22:00', to: '07:00' } }, sam: {} },
  stormControl: { messages: 3, minutes: 10 },
});
const settings = { publicUrl: 'https://api.test', linkSecret: 's', people };

let clock: VirtualScheduler;
let store: MemoryResponseStore;
let sent: Notification[];
let woken: [string, number][];
let works: boolean;
let ports: NotifyPorts;

const channel = (id: string): Channel => ({
  id,
  deliver: async (notification) => {
    if (!works) throw new UpstreamError('down', { retryable: false });
    sent.push(notification);
    return {};
  },
});

const begin = (at = evening): void => {
  clock = new VirtualScheduler(at);
  store = memoryResponseStore();
  sent = [];
  woken = [];
  works = true;
  const digestPorts = { store, clock, log: silentLog, channels: new Map(['chat', 'mail'].map((name) => [name, channel(name)])) };
  ports = {
    ...digestPorts,
    digests: { flush: (person) => flushDigest(person, digestPorts, people), wakeAt: async (person, at) => void woken.push([person, at]) },
  };
};
beforeEach(() => begin());

let serial = 0;
/** Tells of a new incident, or of one that is there. */
const tell = async (changes: Partial<NotifyInput> = {}, incident: Partial<Incident> = {}) => {
  serial += 1;
  const id = changes.incidentId ?? `inc-${serial}`;
  if ((await store.incident(id)) === undefined) await store.putIncident(incidentAt(clock.now(), { severity: 'warning', ...incident, id }));
  const input: NotifyInput = {
    ...{ incidentId: id, notificationReason: 'incident_opened', recipients: ['alex', 'sam'], channels: ['chat', 'mail'] },
    ...{ causeId: `${id}/new`, text: 'It opened.', ...changes },
  };
  return { id, output: await notify(input, ports, settings) };
};
const suppressed = async (id: string) => (await store.timeline(id)).filter(({ kind }) => kind === 'suppressed');
const reached = () => sent.map(({ kind, recipients }) => `${kind} ${recipients.map(({ name }) => name).join('+')}`);

describe('quiet hours', () => {
  it('keep a message from who has them, say so, and let it through to everybody else', async () => {
    begin(evening + 2 * 60 * minute);
    const { id, output } = await tell();
    expect(output).toEqual({ delivered: 2, failed: 0 });
    expect(reached()).toEqual(['incident sam', 'incident sam']);
    const end = Date.UTC(2026, 0, 6, 6);
    expect(await suppressed(id)).toMatchObject([
      {
        by: 'notify',
        reason: 'Quiet hours of alex until 07:00 (Europe/Berlin): it comes with the next digest.',
        detail: { reason: 'policy', control: 'quiet hours', recipients: 'alex', notificationReason: 'incident_opened', until: end },
      },
    ]);
    expect(woken).toEqual([['alex', end]]);
  });

  it('let everything critical pass', async () => {
    begin(evening + 2 * 60 * minute);
    for (const notificationReason of ['incident_opened', 'reminder', 'resolved'] as const)
      await tell({ notificationReason, recipients: ['alex'], channels: ['chat'] }, { severity: 'critical' });
    expect(reached()).toEqual(['incident alex', 'incident alex', 'incident alex']);
  });

  it('are no failure when nobody is left to tell', async () => {
    begin(evening + 2 * 60 * minute);
    expect((await tell({ recipients: ['alex'] })).output).toEqual({ delivered: 0, failed: 0 });
    expect(sent).toEqual([]);
  });

  it('do not keep a message from a channel that addresses nobody in particular', async () => {
    begin(evening + 2 * 60 * minute);
    await tell({ recipients: [] });
    expect(reached()).toEqual(['incident ', 'incident ']);
  });

  it('sign links for those who are told, not for those who are not', async () => {
    begin(evening + 2 * 60 * minute);
    await tell();
    const { links = {} } = sent[0] ?? {};
    const [payload = ''] = (new URL(links['acknowledge'] ?? '').searchParams.get('token') ?? '').split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ person: 'sam' });
  });
});

describe('storm control', () => {
  const alone = { recipients: ['sam'], channels: ['chat'] };

  it('lets so many messages through, holds the rest with a reason, and sends one digest of them', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 8; index += 1) {
      ids.push((await tell(alone)).id);
      await clock.advanceBy(1_000);
    }
    expect(reached()).toEqual(['incident sam', 'incident sam', 'incident sam']);
    const reasons = (await Promise.all(ids.map(suppressed))).flat();
    expect(reasons).toHaveLength(5);
    expect(reasons[0]).toMatchObject({ reason: 'sam had 3 messages within 10 minutes: it comes with the next digest.' });
    expect(woken[0]).toEqual(['sam', evening + 10 * minute]);

    expect(await ports.digests?.flush('sam')).toEqual({ outcome: 'not_due', dueAt: evening + 10 * minute });
    await clock.advanceTo(evening + 10 * minute);
    expect(await ports.digests?.flush('sam')).toEqual({ outcome: 'sent', messages: 5 });
    expect(sent.at(-1)).toMatchObject({
      kind: 'digest',
      heldInAll: 5,
      text: '5 messages were held back for sam since 2026-01-05T20:00:03.000Z: 5 by storm control.',
      held: ids.slice(3).map((incidentId) => ({ incidentId, reason: 'incident opened; storm control' })),
    });
    expect(await ports.digests?.flush('sam')).toEqual({ outcome: 'nothing_held' });
  });

  it('counts a message once, on however many channels and however often the step is repeated', async () => {
    for (let index = 0; index < 3; index += 1) {
      const { id } = await tell({ recipients: ['sam'] });
      await tell({ recipients: ['sam'], incidentId: id });
    }
    expect(sent).toHaveLength(6);
    expect((await store.pace('person/sam'))?.messages).toHaveLength(3);
  });

  it('holds a message once, however often the step is repeated', async () => {
    for (let index = 0; index < 3; index += 1) await tell(alone);
    const { id } = await tell(alone);
    await tell({ ...alone, incidentId: id });
    expect(await suppressed(id)).toHaveLength(1);
    expect(await store.held('sam')).toHaveLength(1);
  });

  it('never holds the first pages of a critical incident, but a repeat for the same one', async () => {
    for (let index = 0; index < 3; index += 1) await tell(alone);
    const { id } = await tell(alone, { severity: 'critical' });
    for (const notificationReason of ['escalated', 'critical'] as const)
      await tell({ ...alone, incidentId: id, notificationReason, causeId: `${id}/${notificationReason}` });
    expect(sent).toHaveLength(6);
    await tell({ ...alone, incidentId: id, notificationReason: 'critical', causeId: `${id}/once-more` });
    await tell({ ...alone, incidentId: id, notificationReason: 'reminder', causeId: `${id}/reminder` });
    expect(sent).toHaveLength(6);
    expect(await suppressed(id)).toHaveLength(2);
  });

  it('does not hold what waits for a yes', async () => {
    for (let index = 0; index < 3; index += 1) await tell(alone);
    await tell({ ...alone, notificationReason: 'approval_requested', approvalId: 'approval-1' });
    expect(sent).toHaveLength(4);
  });

  it('sends what is due before the next message, when nothing woke it', async () => {
    for (let index = 0; index < 5; index += 1) await tell(alone);
    await clock.advanceTo(evening + 11 * minute);
    await tell(alone);
    expect(reached().slice(3)).toEqual(['digest sam', 'incident sam']);
  });

  it('keeps no page back because a digest fails, and keeps what the digest would have said', async () => {
    for (let index = 0; index < 4; index += 1) await tell(alone);
    await clock.advanceTo(evening + 11 * minute);
    const failing = { ...ports, digests: { flush: async () => Promise.reject(new UpstreamError('down')) } };
    ports = failing;
    expect((await tell(alone)).output).toEqual({ delivered: 1, failed: 0 });
    expect(await store.held('sam')).toHaveLength(1);
  });
});

describe('a digest', () => {
  it('goes to every channel its messages were for, and stays held when none has it', async () => {
    for (let index = 0; index < 3; index += 1) await tell({ recipients: ['sam'], channels: ['chat'] });
    await tell({ recipients: ['sam'], channels: ['chat'] });
    await tell({ recipients: ['sam'], channels: ['mail', 'gone'] });
    await clock.advanceTo(evening + 10 * minute);
    works = false;
    expect(await rejection(Promise.resolve(ports.digests?.flush('sam')))).toMatchObject({ reason: 'nothing_delivered' });
    expect(await store.held('sam')).toHaveLength(2);
    works = true;
    await ports.digests?.flush('sam');
    expect(sent.filter(({ kind }) => kind === 'digest').map(({ key }) => key.split('/').at(-1))).toEqual(['chat', 'mail']);
  });

  it('is due when storm control has room and the quiet hours are over', () => {
    const messages = [1, 2, 3].map((second) => ({ at: evening + 55 * minute + second * 1_000, key: `${second}`, about: '' }));
    expect(digestDue('sam', { messages }, people, evening + 56 * minute)).toBe(evening + 65 * minute + 1_000);
    expect(digestDue('alex', { messages }, people, evening + 56 * minute)).toBe(Date.UTC(2026, 0, 6, 6));
    expect(digestDue('alex', undefined, people, evening)).toBe(evening);
    expect(digestDue('stranger', undefined, people, evening)).toBe(evening);
  });

  it('has one key for the same messages, and lists the last twenty of them', () => {
    const held = Array.from({ length: 30 }, (_, index) => ({
      ...{ person: 'sam', key: `k-${index}`, at: evening + index, incidentId: `inc-${index}`, title: 't', notificationReason: 'escalated' },
      ...{ control: index < 10 ? ('quiet hours' as const) : ('storm control' as const), channels: ['chat'] },
    }));
    const digest = digestOf('sam', held, people, evening + minute);
    expect(digest).toMatchObject({ heldInAll: 30, text: expect.stringContaining('10 by quiet hours, 20 by storm control') });
    expect(digest.held.map(({ incidentId }) => incidentId)).toEqual(held.slice(10).map(({ incidentId }) => incidentId));
    expect(digestOf('sam', held.toReversed(), people, evening + 2 * minute).key).toBe(digest.key);
    expect(digestOf('sam', held.slice(1), people, evening).key).not.toBe(digest.key);
  });
});

describe('an acknowledgement', () => {
  it('marks the messages that called for it as answered, and not its own', async () => {
    const record = { subject: 'incident/inc-a', channel: 'chat', recipients: ['sam'], notificationReason: 'escalated' };
    await store.putDelivery({ ...record, key: '1', state: 'delivered', at: 1, reference: 'C1/1.1' });
    await store.putDelivery({ ...record, key: '2', state: 'failed', at: 2 });
    await store.putDelivery({ ...record, key: '3', state: 'sent', at: 3 });
    await tell({ incidentId: 'inc-a', notificationReason: 'acknowledged', recipients: ['sam'] });
    const states = (await store.deliveries('incident/inc-a')).map(({ key, state, reference }) =>
      `${key} ${state} ${reference ?? ''}`.trim(),
    );
    expect(states.sort()).toEqual(['1 answered C1/1.1', '2 failed', '3 answered']);
  });
});
