/** The webhook channel: one POST of JSON per message. */
import type { Channel } from '#kernel/channel.ts';
import { answerError, type Http, repeatable } from '#kernel/http.ts';
import { webhookBody } from './body.ts';

interface WebhookSettings {
  /** The channel's name in `channels.yaml`; the body's `receiver` unless the notification has its own. */
  readonly name: string;
  /** https; may hold a secret, so it is in no error and no log. */
  readonly url: string;
}

/** Delivered means a 2xx. A repeat carries the same `idempotency-key`, so a receiver that cares can drop it. */
export const webhookChannel = (settings: WebhookSettings, http: Http): Channel => {
  const send = repeatable(http);
  return {
    id: 'webhook',
    deliver: async (notification) => {
      const answer = await send({
        method: 'POST',
        url: settings.url,
        headers: { 'content-type': 'application/json', 'user-agent': 'streamwarden', 'idempotency-key': notification.key },
        body: JSON.stringify(webhookBody(notification, settings.name)),
      });
      if (answer.status < 200 || answer.status > 299) throw answerError('The webhook', answer);
      return {};
    },
  };
};
