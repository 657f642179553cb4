/** The Teams channel: one Adaptive Card a message, to the address a workflow or an incoming webhook of a Teams channel has. */

import type { Templates } from '#channels/wording.ts';
import type { Channel } from '#kernel/channel.ts';
import { ConfigError, UpstreamError } from '#kernel/errors.ts';
import { answerError, type Http, repeatable } from '#kernel/http.ts';
import type { Secrets } from '#kernel/ports.ts';
import { teamsCard } from './card.ts';

interface TeamsSettings {
  /** Name of the secret with the address. */
  readonly url: string;
  /** The host that address must have. */
  readonly host: string;
  readonly templates?: Templates | undefined;
}

const checked = (address: string, host: string): string => {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  if (url?.protocol !== 'https:' || url.hostname !== host)
    throw new ConfigError('The address in the secret is not of the host that policy names.', { reason: 'host' });
  return url.href;
};

/** An incoming webhook says 200 for a message that Teams itself refused, with the true status in words [D: learn.microsoft.com, incoming webhooks, rate limiting]. */
const innerStatus = (body: string): number | undefined => {
  const [, status] = /HTTP error (\d{3})/.exec(body) ?? [];
  return status === undefined ? undefined : Number(status);
};

/** Delivered means a 2xx without a refusal in words. Teams drops no repeats. */
export const teamsChannel = (settings: TeamsSettings, { http, secrets }: { readonly http: Http; readonly secrets: Secrets }): Channel => {
  const send = repeatable(http);
  return {
    id: 'teams',
    deliver: async (notification) => {
      const url = checked(await secrets.get(settings.url), settings.host);
      const answer = await send({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', 'user-agent': 'streamwarden', 'idempotency-key': notification.key },
        body: JSON.stringify(teamsCard(notification, settings.templates)),
      });
      if (answer.status < 200 || answer.status > 299) throw answerError('Teams', answer);
      const status = innerStatus(answer.body);
      if (status !== undefined) throw new UpstreamError(`Teams refused the message: ${status}.`, { status, reason: `status_${status}` });
      return {};
    },
  };
};
