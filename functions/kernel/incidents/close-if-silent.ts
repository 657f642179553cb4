/** An incident whose alerts have all fallen silent is over: nobody is paged for the past. */
import { type Alert, seenAgainMs } from '#kernel/alert.ts';
import { type AnswerPorts, resolve } from '#kernel/answers.ts';
import type { FindingKind } from '#kernel/finding.ts';
import type { Incident } from '#kernel/incident.ts';
import { inWords } from '#kernel/minutes.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';
import { resolveTimeoutMs } from '#kernel/resolve-timeout.ts';

type Timeouts = Pick<RoutesPolicy, 'resolveTimeout'>;

/** So long after an alert was written as seen it is silent: it may have been seen a little later than that. Milliseconds. */
export const silentAfterMs = (alert: Pick<Alert, 'kind'>, routes: Timeouts): number => resolveTimeoutMs(alert, routes) + seenAgainMs;

/** An alert not written yet is just about to join. */
const isSilent = (alert: Alert | undefined, incident: Incident, routes: Timeouts, now: number): boolean =>
  alert !== undefined &&
  alert.incidentId === incident.id &&
  (alert.status === 'resolved' || alert.lastSeenAt < now - silentAfterMs(alert, routes));

const allSilent = async ({ store }: AnswerPorts, incident: Incident, routes: Timeouts, now: number): Promise<boolean> => {
  for (const fingerprint of incident.alerts) if (!isSilent(await store.alert(fingerprint), incident, routes, now)) return false;
  return true;
};

/** Resolves the incident if nothing in it was seen for the resolve timeout; says whether it is resolved now. */
export const closeIfSilent = async (
  ports: AnswerPorts,
  { routes }: { readonly routes: Timeouts },
  { incidentId, causeId, by }: { readonly incidentId: string; readonly causeId: string; readonly by: 'escalate' | 'dispatch' },
): Promise<boolean> => {
  const now = ports.clock.now();
  const minutesOf = (kind: FindingKind): string => inWords(resolveTimeoutMs({ kind }, routes) / 60_000);
  const { incident } = await resolve(ports, {
    incidentId,
    by,
    reason: `None of its alerts was seen for ${minutesOf('event')} (of forecasts ${minutesOf('forecast')}): taken as resolved.`,
    causeId,
    onlyIf: (current) => allSilent(ports, current, routes, now),
  });
  return incident.status === 'resolved';
};
