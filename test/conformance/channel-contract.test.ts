/** Every channel keeps the channel contract over its real wire: failures are classified, a repeat carries one key, nothing secret is in an error or a log. */
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelKinds } from '#channels/registry.ts';
import type { Channel } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { type OpenSystem, openSystem, secretTexts, systemOf } from '#test/support/channel-systems.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

const notification = incidentNotification();

/** A page that a person of a group hears, so that kinds without a place of their own can deliver it. */
const addressed = { recipients: notification.recipients };
const notifications = [
  ['an incident', notification],
  ['a resolved incident', incidentNotification({ notificationReason: 'resolved', links: {} }, { status: 'resolved' })],
  ['a group', groupNotification(addressed)],
  ['a resolved group', groupNotification({ ...addressed, status: 'resolved' })],
  ['a digest', digestNotification()],
] as const;

/** Text a label may hold that a channel could take for its own language. */
const hostile = '<!channel> <script>alert(1)</script> [x](https://evil.test) {{links}} "}],\n\u202e😀 *bold* `code` \\';

describe.for(channelKinds.map(({ kind }) => kind))('the %s channel', (kind) => {
  const { skip, accepts = [], reference } = systemOf[kind];
  let system: OpenSystem;
  let channel: Channel;

  beforeEach(async () => {
    system = await openSystem(kind);
    channel = system.channel();
  });
  afterEach(() => system.wire.close());

  const expectNoSecret = (shown: string): void => {
    for (const secret of secretTexts) expect(shown).not.toContain(secret);
  };

  it('has unit tests of its own', () => {
    expect(globSync(`${kind}*.test.ts`, { cwd: fileURLToPath(new URL('../unit/channels/', import.meta.url)) })).not.toEqual([]);
  });

  it.for(notifications)('delivers %s, and keeps links, addresses and credentials out of the log', async ([, given]) => {
    const delivery = await channel.deliver(given);
    if (skip === undefined) expect(system.effects()).toHaveLength(1);
    else expect(system.logged()).toContain(given.key);
    if (given === notification && reference !== undefined) expect(delivery.reference).toMatch(reference);
    expectNoSecret(system.logged());
  });

  it('delivers whatever text telemetry holds', async () => {
    const labels = { shop: hostile, [hostile]: 'x'.repeat(5_000) };
    await channel.deliver(incidentNotification({ text: hostile }, { title: hostile.repeat(20), labels }));
    await channel.deliver(groupNotification({ ...addressed, groupLabels: labels, commonLabels: labels, key: 'other' }));
    if (skip === undefined) expect(system.effects()).toHaveLength(2);
  });

  describe.skipIf(skip !== undefined)(`talks to another system${skip === undefined ? '' : ` (skipped: ${skip})`}`, () => {
    it.for(accepts)('takes %d as delivered', async (status) => {
      system.wire.trouble({ status, headers: {}, body: '' });
      await expect(channel.deliver(notification)).resolves.toBeDefined();
    });

    it.for([
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
      system.wire.trouble(system.refusal(status), system.refusal(status));
      const error = await rejection(channel.deliver(notification));
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error).toMatchObject({ status, retryable, retryAfter: undefined });
      expect(system.effects()).toEqual([]);
    });

    it.for([301, 302, 307, 308])('does not follow a redirect (%d)', async (status) => {
      const away = { status, headers: { location: 'https://elsewhere.test/' }, body: '' };
      system.wire.trouble(away, away);
      expect(await rejection(channel.deliver(notification))).toMatchObject({ name: 'UpstreamError', retryable: false });
      expect(system.wire.requests().some(({ url }) => url.host === 'elsewhere.test')).toBe(false);
    });

    it.for([429, 503])('passes on how long it is asked to wait, in seconds (%d)', async (status) => {
      const busy = system.refusal(status, { 'retry-after': '7' });
      system.wire.trouble(busy, busy);
      expect(await rejection(channel.deliver(notification))).toMatchObject({ retryable: true, retryAfter: 7 });
    });

    it('passes on until when it is asked to wait', async () => {
      const headers = { date: 'Mon, 05 Jan 2026 09:00:00 GMT', 'retry-after': 'Mon, 05 Jan 2026 09:00:30 GMT' };
      system.wire.trouble(system.refusal(429, headers), system.refusal(429, headers));
      expect(await rejection(channel.deliver(notification))).toMatchObject({ retryable: true, retryAfter: 30 });
    });

    it('sends the same key each time, so that a repeat can be told', async () => {
      system.wire.trouble('lost-after');
      await rejection(channel.deliver(notification));
      await channel.deliver(notification);
      const [first, second] = system.effects();
      expect(first).toBeTruthy();
      expect(second).toBe(first);
    });

    it.for(['lost-before', 'lost-after'] as const)('takes a broken connection as retryable (%s)', async (how) => {
      system.wire.trouble(how, how);
      expect(await rejection(channel.deliver(notification))).toMatchObject({ name: 'UpstreamError', retryable: true });
    });

    it('takes a host that is not there as retryable', async () => {
      await system.wire.close();
      expect(await rejection(channel.deliver(notification))).toMatchObject({ name: 'UpstreamError', retryable: true });
    });

    it('takes silence as retryable', async () => {
      const silent = await openSystem(kind, 50);
      silent.wire.trouble({ delayMs: 2_000 }, { delayMs: 2_000 });
      const error = await rejection(silent.channel().deliver(notification));
      await silent.wire.close();
      expect(error).toMatchObject({ name: 'UpstreamError', retryable: true });
    });

    it('waits for a slow answer', async () => {
      system.wire.trouble({ delayMs: 200 });
      await expect(channel.deliver(notification)).resolves.toBeDefined();
    });

    it.for([400, 401, 403, 429, 500, 'lost-after', 'gone'] as const)('lets no secret into an error or a log (%s)', async (how) => {
      if (how === 'gone') await system.wire.close();
      else {
        const trouble = how === 'lost-after' ? how : system.refusal(how);
        system.wire.trouble(trouble, trouble);
      }
      expectNoSecret(shownBy(await rejection(channel.deliver(notification))));
      expectNoSecret(system.logged());
    });

    // AWS's own clients read what AWS answers; nobody else's answer is read past a bound.
    it.skipIf(systemOf[kind].aws !== undefined)('reads no answer without end', async () => {
      system.wire.trouble({ status: 200, headers: {}, body: Buffer.alloc(2_000_000, 'x') });
      expect(await rejection(channel.deliver(notification))).toMatchObject({ name: 'UpstreamError', reason: 'answer_too_large' });
    });
  });

  if (skip === undefined)
    it('says what an operator’s templates say, with values escaped', async () => {
      const templates = { title: 'T:{{title}}', text: '{{#labelList}}{{name}}={{value}};{{/labelList}} {{severity}}' };
      await system.channel({ templates }).deliver(incidentNotification({}, { labels: { shop: '<eu>' } }));
      const sent = decodeURIComponent(
        system.wire
          .requests()
          .map(({ body }) => body)
          .join('\n')
          .replaceAll('+', ' '),
      );
      expect(sent).toContain('critical');
      expect(sent).toMatch(/shop=/);
    });
});
