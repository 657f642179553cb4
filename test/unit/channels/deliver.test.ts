import { beforeEach, describe, expect, it } from 'vitest';
import { retryBudgetMs, retrying } from '#channels/deliver.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import { incidentNotification } from '#test/support/notifications.ts';
import { VirtualScheduler } from '#test/support/virtual-scheduler.ts';

let clock: VirtualScheduler;
let failures: unknown[];
let pauses: number[];
let heard: { readonly notification: Notification; readonly earlier: string | undefined }[];
let sleep: (ms: number) => Promise<void>;

const down = () => new UpstreamError('down', { status: 503 });
const refused = () => new UpstreamError('refused', { status: 400 });

const channel: Channel = {
  id: 'hook',
  deliver: async (notification, earlier) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    heard.push({ notification, earlier });
    return { reference: 'thread-1' };
  },
};

beforeEach(() => {
  clock = new VirtualScheduler();
  failures = [];
  pauses = [];
  heard = [];
  sleep = async (ms) => void pauses.push(ms);
});

const attempt = (...errors: unknown[]) => {
  failures = errors;
  return retrying(channel, { clock, sleep })
    .deliver(incidentNotification({ at: clock.now() }), 'thread-0')
    .then(
      () => 'delivered',
      (error) => error,
    );
};

describe('retrying a channel', () => {
  it('hands on what is sent, what was there before, and what came of it', async () => {
    const notification = incidentNotification({ at: clock.now() });
    expect(await retrying(channel, { clock, sleep }).deliver(notification, 'thread-0')).toEqual({ reference: 'thread-1' });
    expect(heard).toEqual([{ notification, earlier: 'thread-0' }]);
  });

  it('tries three times with growing pauses', async () => {
    expect(await attempt(down(), down())).toBe('delivered');
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeGreaterThanOrEqual(250);
    expect(pauses[0]).toBeLessThan(500);
    expect(pauses[1]).toBeGreaterThanOrEqual(500);
    expect(pauses[1]).toBeLessThan(1000);
  });

  it('gives up after the third', async () => {
    expect(await attempt(down(), down(), down())).toBeInstanceOf(UpstreamError);
    expect(pauses).toHaveLength(2);
  });

  it('does not repeat a refusal, nor an error that is none of ours', async () => {
    expect(await attempt(refused())).toBeInstanceOf(UpstreamError);
    expect(await attempt(new TypeError('bug'))).toBeInstanceOf(TypeError);
    expect(pauses).toEqual([]);
  });

  it('waits as long as it is asked to', async () => {
    expect(await attempt(new UpstreamError('slow down', { status: 429, retryAfter: 4 }))).toBe('delivered');
    expect(pauses).toEqual([4000]);
  });

  it('spreads the repeats of different messages, and repeats one the same each time', async () => {
    const pauseOf = async (key: string): Promise<number | undefined> => {
      pauses = [];
      failures = [down()];
      await retrying(channel, { clock, sleep }).deliver(incidentNotification({ at: clock.now(), key }));
      return pauses[0];
    };
    const all = await Promise.all([await pauseOf('a'), await pauseOf('b'), await pauseOf('c')]);
    expect(new Set(all).size).toBe(3);
    expect(await pauseOf('a')).toBe(all[0]);
  });

  it('stops when its time is used up', async () => {
    sleep = () => clock.advanceBy(retryBudgetMs);
    expect(await attempt(down(), down(), down())).toBeInstanceOf(UpstreamError);
    expect(failures).toHaveLength(1);
  });

  it('leaves a long pause to the caller', async () => {
    expect(await attempt(new UpstreamError('slow down', { status: 429, retryAfter: 60 }))).toBeInstanceOf(UpstreamError);
    expect(pauses).toEqual([]);
  });
});
