import { beforeEach, describe, expect, it } from 'vitest';
import type { NotifyInput } from '#functions/notify/input.ts';
import { linkLifetimeMs } from '#functions/notify/links.ts';
import { type NotifyPorts, notify } from '#functions/notify/notify.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { peopleSchema } from '#kernel/policy.ts';
import { verifyLink } from '#kernel/signed-link.ts';
import { rejection } from '#test/support/leaks.ts';
import { type MemoryResponseStore, memoryResponseStore } from '#test/support/memory-response-store.ts';
import { incidentAt, silentLog } from '#test/support/remediation-case.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

const settings = {
  publicUrl: 'https://api.test',
  linkSecret: 'link-secret',
  people: peopleSchema.parse({ people: { alex: { email: 'alex@example.com', phone: '+4915112345678', slackUserId: 'U123' } } }),
};
const input: NotifyInput = {
  incidentId: 'inc-1',
  notificationReason: 'incident_opened',
  recipients: ['alex', 'sam'],
  channels: ['hook', 'pager'],
  causeId: 'inc-1/new',
  text: 'A critical incident opened.',
};

let clock: VirtualScheduler;
let store: MemoryResponseStore;
let sent: Notification[];
let failures: Map<string, unknown[]>;
let ports: NotifyPorts;

const channel = (name: string): Channel => ({
  id: name,
  deliver: async (notification) => {
    const failure = failures.get(name)?.shift();
    if (failure !== undefined) throw failure;
    sent.push(notification);
    return {};
  },
});
const refused = () => new UpstreamError('refused', { status: 400 });
const outcomes = async () => (await store.timeline('inc-1')).map(({ kind, detail }) => `${kind} ${detail?.['channel']}`);

beforeEach(async () => {
  clock = new VirtualScheduler();
  store = memoryResponseStore();
  sent = [];
  failures = new Map();
  await store.putIncident(incidentAt(clock.now()));
  ports = {
    store,
    clock,
    log: silentLog,
    channels: new Map(['hook', 'pager'].map((name) => [name, channel(name)])),
  };
});

describe('notify', () => {
  it('sends one message per channel and writes each down', async () => {
    expect(await notify(input, ports, settings)).toEqual({ delivered: 2, failed: 0 });
    expect(sent.map(({ key }) => key)).toEqual(['inc-1/incident_opened/inc-1/new/hook', 'inc-1/incident_opened/inc-1/new/pager']);
    expect(await outcomes()).toEqual(['notified hook', 'notified pager']);
  });

  it('addresses people with what policy knows of them, and others by their name', async () => {
    await notify(input, ports, settings);
    expect(sent[0]?.recipients).toEqual([
      { name: 'alex', email: 'alex@example.com', phone: '+4915112345678', slackUserId: 'U123' },
      { name: 'sam' },
    ]);
  });

  it('sends nothing twice when the step is repeated', async () => {
    await notify(input, ports, settings);
    expect(await notify(input, ports, settings)).toEqual({ delivered: 2, failed: 0 });
    expect(sent).toHaveLength(2);
  });

  it('sends the next cause anew', async () => {
    await notify(input, ports, settings);
    await notify({ ...input, causeId: 'inc-1/again' }, ports, settings);
    expect(sent).toHaveLength(4);
  });

  it('succeeds when one channel has it, and says which has not', async () => {
    failures.set('hook', [refused()]);
    expect(await notify(input, ports, settings)).toEqual({ delivered: 1, failed: 1 });
    expect((await outcomes()).sort()).toEqual(['notification_failed hook', 'notified pager']);
    expect(await store.claimDelivery('inc-1/incident_opened/inc-1/new/hook', clock.now())).toBe(true);
    expect(await store.claimDelivery('inc-1/incident_opened/inc-1/new/pager', clock.now())).toBe(false);
  });

  it('fails when nobody has it, and a repeat sends only what is missing', async () => {
    failures.set('hook', [refused()]);
    failures.set('pager', [refused()]);
    expect(await rejection(notify(input, ports, settings))).toMatchObject({ name: 'UpstreamError', retryable: true });
    failures.set('hook', [refused()]);
    expect(await notify(input, ports, settings)).toEqual({ delivered: 1, failed: 1 });
    failures.clear();
    expect(await notify(input, ports, settings)).toEqual({ delivered: 2, failed: 0 });
    expect(sent.map(({ key }) => key.split('/').at(-1))).toEqual(['pager', 'hook']);
  });

  it('sends again what a dead attempt had claimed but not delivered', async () => {
    await store.claimDelivery('inc-1/incident_opened/inc-1/new/hook', clock.now());
    await notify(input, ports, settings);
    expect(sent).toHaveLength(2);
  });

  it('counts a channel the policy does not have as failed', async () => {
    expect(await notify({ ...input, channels: ['hook', 'gone'] }, ports, settings)).toEqual({ delivered: 1, failed: 1 });
    expect(await outcomes()).toContain('notification_failed gone');
  });

  it('has nothing to do without channels', async () => {
    expect(await notify({ ...input, channels: [] }, ports, settings)).toEqual({ delivered: 0, failed: 0 });
  });

  it('does not know an incident that is not there', async () => {
    expect(await rejection(notify({ ...input, incidentId: 'inc-9' }, ports, settings))).toMatchObject({ name: 'NotFoundError' });
  });

  it('writes no link into the timeline', async () => {
    await notify(input, ports, settings);
    expect(JSON.stringify(await store.timeline('inc-1'))).not.toContain('token=');
  });
});

describe('links', () => {
  const linksOf = async (changes: Partial<NotifyInput> = {}) => {
    await notify({ ...input, ...changes }, ports, settings);
    return sent[0]?.links ?? {};
  };
  const claims = (link = '') => verifyLink(new URL(link).searchParams.get('token') ?? '', settings.linkSecret, clock.now());

  it('let all who are addressed acknowledge and resolve, for a day', async () => {
    const links = await linksOf();
    expect(Object.keys(links)).toEqual(['acknowledge', 'resolve']);
    expect(claims(links['acknowledge'])).toEqual({
      purpose: 'acknowledge',
      subject: 'inc-1',
      person: 'alex+sam',
      expiresAt: clock.now() + linkLifetimeMs,
    });
  });

  it('let them approve and reject when asked', async () => {
    const links = await linksOf({ notificationReason: 'approval_requested', approvalId: 'approval-1' });
    expect(claims(links['approve'])).toMatchObject({ purpose: 'approve', subject: 'approval-1' });
    expect(claims(links['reject'])).toMatchObject({ purpose: 'reject', subject: 'approval-1' });
  });

  it('are gone once the incident is resolved', async () => {
    await store.putIncident(incidentAt(clock.now(), { status: 'resolved', version: 2 }));
    expect(await linksOf({ notificationReason: 'resolved' })).toEqual({});
  });
});
