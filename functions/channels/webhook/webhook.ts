/** The webhook channel: one POST of JSON per message, in Alertmanager's format or as a CloudEvent, signed if there is a secret for it. */
import { plain, type Templates, wordingOf } from '#channels/wording.ts';
import type { Channel, Notification } from '#kernel/channel.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { answerError, type Http, repeatable } from '#kernel/http.ts';
import type { Secrets } from '#kernel/ports.ts';
import { webhookSignature } from '#kernel/webhook-signature.ts';
import { webhookBody } from './body.ts';
import { cloudEvent } from './cloud-event.ts';

interface WebhookSettings {
  /** The channel's name in `channels.yaml`; the body's `receiver` unless the notification has its own. */
  readonly name: string;
  /** https; may hold a secret, so it is in no error and no log. */
  readonly url: string;
  readonly format: 'alertmanager' | 'cloudevents';
  /** Name of the secret that messages are signed with. */
  readonly signingSecret?: string | undefined;
  readonly templates?: Templates | undefined;
}

const contentTypes = { alertmanager: 'application/json', cloudevents: 'application/cloudevents+json' };

/** Templates change what the message says of itself, and what an incident is called. */
const reworded = (notification: Notification, templates: Templates | undefined): Notification => {
  if (templates === undefined) return notification;
  const { title, text } = wordingOf(notification, templates, plain);
  return notification.kind === 'incident'
    ? { ...notification, text, incident: { ...notification.incident, title } }
    : { ...notification, text };
};

/** Delivered means a 2xx. A repeat carries the same `idempotency-key`, so a receiver that cares can drop it. */
export const webhookChannel = (
  settings: WebhookSettings,
  { http, secrets }: { readonly http: Http; readonly secrets: Secrets },
): Channel => {
  const send = repeatable(http);
  const { name, url, format, signingSecret, templates } = settings;
  return {
    id: 'webhook',
    deliver: async (notification) => {
      const said = reworded(notification, templates);
      const body = JSON.stringify(format === 'cloudevents' ? cloudEvent(said, name) : webhookBody(said, name));
      const signed =
        signingSecret === undefined
          ? {}
          : webhookSignature({ id: idFrom(notification.key), at: notification.at, body }, await secrets.get(signingSecret));
      const answer = await send({
        method: 'POST',
        url,
        headers: { 'content-type': contentTypes[format], 'user-agent': 'streamwarden', 'idempotency-key': notification.key, ...signed },
        body,
      });
      if (answer.status < 200 || answer.status > 299) throw answerError('The webhook', answer);
      return {};
    },
  };
};
