/** Alerts as Prometheus posts them to an Alertmanager: `POST /api/v2/alerts` (its api/v2/openapi.yaml; the rules are of `postAlertsHandler`). */
import { parseJson } from '#kernel/reading/json.ts';
import { alertSignal, type PostedAlert, readPostedAlert } from '#kernel/reading/posted-alert.ts';
import { ItemRefused, malformed, partCounter, readItems, type Tally } from '#kernel/reading/tally.ts';
import type { Signal } from '#kernel/signal.ts';

/** Alertmanager's `resolve_timeout`, as it is by default: an alert without an end may not start after it. */
const resolveTimeout = 300_000_000_000n;

/** Fills in the times that may be left out, as Alertmanager does. */
const withTimes = (alert: PostedAlert, now: bigint): PostedAlert => {
  const startsAt = alert.startsAt ?? alert.endsAt;
  const end = alert.endsAt ?? now + resolveTimeout;
  if (startsAt !== undefined && end < startsAt) throw new ItemRefused('start time must be before end time');
  return { ...alert, startsAt };
};

/** The signals of a post, one an alert. `receivedAt` in milliseconds: an alert whose end is not after it is over. */
export const readPostedAlerts = (body: Uint8Array, receivedAt: number, tally: Tally): Signal[] => {
  const posted = parseJson(body);
  if (!Array.isArray(posted)) throw malformed('A list of alerts is expected.');
  const part = partCounter();
  const now = BigInt(receivedAt) * 1_000_000n;
  return readItems(posted, tally, (item) => {
    const alert = withTimes(readPostedAlert(item, part), now);
    return alertSignal(alert, {
      source: 'alertmanager',
      status: alert.endsAt === undefined || alert.endsAt > now ? 'firing' : 'resolved',
      fields: {},
    });
  });
};
