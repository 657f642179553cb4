/** The PagerDuty channel: one event a message, one alert there per incident or group. */

import { plain, type Templates, wordingOf } from '#channels/wording.ts';
import type { Channel } from '#kernel/channel.ts';
import { answerError, type Http, repeatable } from '#kernel/http.ts';
import type { Secrets } from '#kernel/ports.ts';
import { dedupKeyOf, pagerdutyEvent } from './event.ts';

interface PagerdutySettings {
  /** Name of the secret with the service's integration key. */
  readonly routingKey: string;
  readonly region: 'us' | 'eu';
  readonly templates?: Templates | undefined;
}

/** [D: developer.pagerduty.com, service regions]. */
const addresses = { us: 'https://events.pagerduty.com/v2/enqueue', eu: 'https://events.eu.pagerduty.com/v2/enqueue' };

/** Delivered means 202. A repeat has the same `dedup_key`: it joins the alert that is there. */
export const pagerdutyChannel = (
  settings: PagerdutySettings,
  { http, secrets }: { readonly http: Http; readonly secrets: Secrets },
): Channel => {
  const send = repeatable(http);
  return {
    id: 'pagerduty',
    deliver: async (notification) => {
      const routingKey = await secrets.get(settings.routingKey);
      const answer = await send({
        method: 'POST',
        url: addresses[settings.region],
        headers: { 'content-type': 'application/json', 'user-agent': 'streamwarden' },
        body: JSON.stringify(pagerdutyEvent(notification, wordingOf(notification, settings.templates, plain), routingKey)),
      });
      if (answer.status < 200 || answer.status > 299) throw answerError('PagerDuty', answer);
      return { reference: dedupKeyOf(notification) };
    },
  };
};
