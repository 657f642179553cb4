/** Every channel keeps the channel contract: failures are classified, a repeat carries one key, nothing secret is in an error. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '#adapters/http/http-client.ts';
import { channelKinds, channelsOf } from '#channels/registry.ts';
import type { Channel } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Policy } from '#kernel/policy.ts';
import { createStandIns, type StandIns } from '#lib/local/stand-ins/index.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { type LoopbackHost, startLoopbackHost } from '#test/support/loopback-host.ts';
import { incidentNotification } from '#test/support/notifications.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

type Entry = Policy['channels']['channels'][number];

/** How each kind is configured for the suite; a kind that talks to nobody says why the tables below pass it by. */
const harness: Record<Entry['kind'], { readonly entry: Entry; readonly skip?: string }> = {
  console: { entry: { name: 'log', kind: 'console' }, skip: 'it writes to the function’s own log and has no other side' },
  webhook: { entry: { name: 'hook', kind: 'webhook', url: 'https://hooks.test/T0PSECRETPATH' } },
};

const secrets = ['T0PSECRETPATH', 'SIGNEDTOKEN'];

const notification = incidentNotification();

describe.for(channelKinds.map(({ kind }) => kind))('the %s channel', (kind) => {
  const { entry, skip } = harness[kind];
  let standIns: StandIns;
  let host: LoopbackHost;
  let channel: Channel;
  let logged: string[];

  const make = (send: typeof fetch): Channel => {
    const log = (message: string, detail?: unknown): void => void logged.push(`${message} ${JSON.stringify(detail)}`);
    const http = httpClient({ fetch: send, timeoutMs: 2_000 });
    const made = channelsOf({ channels: [entry] }, { http, log: { info: log, warn: log, error: log } }).get(entry.name);
    if (made === undefined) throw new Error(`the registry makes no ${kind} channel`);
    return made;
  };

  beforeEach(async () => {
    logged = [];
    standIns = createStandIns({ scheduler: new VirtualScheduler() });
    host = await startLoopbackHost(standIns.handle);
    channel = make(host.fetch);
  });
  afterEach(() => host.close());

  it('delivers, and keeps links and addresses out of the log', async () => {
    await channel.deliver(notification);
    for (const secret of secrets) expect(logged.join('\n')).not.toContain(secret);
    if (skip === undefined) expect(standIns.webhook.received()).toHaveLength(1);
    else expect(logged.join('\n')).toContain('inc-1');
  });

  describe.skipIf(skip !== undefined)(`talks to another system${skip === undefined ? '' : ` (skipped: ${skip})`}`, () => {
    it.for([200, 201, 202, 204])('takes %d as delivered', async (status) => {
      standIns.webhook.script({ status });
      await expect(channel.deliver(notification)).resolves.toEqual({});
    });

    it.for([
      [301, false],
      [302, false],
      [400, false],
      [401, false],
      [403, false],
      [404, false],
      [410, false],
      [413, false],
      [408, true],
      [429, true],
      [500, true],
      [502, true],
      [503, true],
      [504, true],
    ] as const)('reports %d as a failure that is retryable: %s', async ([status, retryable]) => {
      standIns.webhook.script({ status, headers: { location: 'https://elsewhere.test/', 'retry-after': '7' } });
      const error = await rejection(channel.deliver(notification));
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error).toMatchObject({ status, retryable, retryAfter: 7 });
      expect(standIns.webhook.received()).toHaveLength(0);
    });

    it('sends the same key each time, so that the other side can drop a repeat', async () => {
      standIns.webhook.script('lost');
      await rejection(channel.deliver(notification));
      await channel.deliver(notification);
      expect(standIns.webhook.received().map(({ key }) => key)).toEqual([notification.key, notification.key]);
    });

    it('takes a broken connection as retryable', async () => {
      standIns.webhook.script('lost');
      expect(await rejection(channel.deliver(notification))).toMatchObject({ name: 'UpstreamError', retryable: true });
    });

    it('takes a host that is not there as retryable', async () => {
      await host.close();
      expect(await rejection(channel.deliver(notification))).toMatchObject({
        name: 'UpstreamError',
        retryable: true,
        reason: 'unreachable',
      });
    });

    it('takes silence as retryable', async () => {
      const silent: typeof fetch = (_input, init) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
      const impatient = channelsOf(
        { channels: [entry] },
        { http: httpClient({ fetch: silent, timeoutMs: 20 }), log: { info: () => {}, warn: () => {}, error: () => {} } },
      ).get(entry.name);
      expect(await rejection(impatient?.deliver(notification) ?? Promise.resolve())).toMatchObject({ retryable: true, reason: 'timeout' });
    });

    it.for(['400', '503', 'lost', 'gone'] as const)('lets no secret into an error (%s)', async (how) => {
      if (how === 'gone') await host.close();
      else standIns.webhook.script(how === 'lost' ? 'lost' : { status: Number(how) });
      const shown = shownBy(await rejection(channel.deliver(notification)));
      for (const secret of secrets) expect(shown).not.toContain(secret);
    });
  });
});
