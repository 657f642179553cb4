/** The Slack channel: one message an incident or group, kept up to date, with what follows in its thread. */

import type { Templates } from '#channels/wording.ts';
import type { Channel, Delivery, Notification } from '#kernel/channel.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Http } from '#kernel/http.ts';
import type { Secrets } from '#kernel/ports.ts';
import { slackApi } from './api.ts';
import { slackMessage } from './blocks.ts';

interface SlackSettings {
  /** A conversation's id. */
  readonly channel: string;
  /** Name of the secret with the bot token. */
  readonly botToken: string;
  readonly templates?: Templates | undefined;
}

/** `<conversation>/<ts>` of the head message. */
const headOf = (reference: string | undefined): { readonly channel: string; readonly ts: string } | undefined => {
  const [, channel, ts] = /^([A-Z0-9]{3,30})\/(\d{1,12}\.\d{1,8})$/.exec(reference ?? '') ?? [];
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
};

/** Words for a head that is gone, or may no longer be changed. */
const headIsGone = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found']);

/**
 * Delivered when Slack has the message. The first one about an incident is the head; each later one updates it and is told in
 * its thread. Slack drops no repeats: after an answer that got lost a message can be there twice; both carry the key as metadata.
 */
export const slackChannel = (settings: SlackSettings, { http, secrets }: { readonly http: Http; readonly secrets: Secrets }): Channel => {
  const call = slackApi(http);
  const deliver = async (notification: Notification, earlier?: string): Promise<Delivery> => {
    const token = await secrets.get(settings.botToken);
    const metadata = { event_type: 'streamwarden_notification', event_payload: { key: notification.key } };
    const { text, blocks } = slackMessage(notification, settings.templates);
    const message = { text, unfurl_links: false, unfurl_media: false, metadata };
    const post = async (): Promise<Delivery> => {
      const { channel, ts } = await call('chat.postMessage', token, { ...message, channel: settings.channel, blocks });
      return { reference: `${channel}/${ts}` };
    };
    const head = headOf(earlier);
    if (head === undefined) return post();
    try {
      await call('chat.update', token, { text, blocks, metadata, channel: head.channel, ts: head.ts });
    } catch (error) {
      if (error instanceof UpstreamError && headIsGone.has(error.reason)) return post();
      throw error;
    }
    // The buttons are on the head alone: one place to press.
    const inThread = blocks.filter((block) => Reflect.get(block, 'type') !== 'actions');
    await call('chat.postMessage', token, { ...message, channel: head.channel, thread_ts: head.ts, blocks: inThread });
    return { reference: `${head.channel}/${head.ts}` };
  };
  return { id: 'slack', threads: true, deliver };
};
