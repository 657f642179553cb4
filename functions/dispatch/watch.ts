/** Looks after incidents that nobody is called for: one whose alerts have fallen silent is closed. */
import type { AnswerPorts } from '#kernel/answers.ts';
import { closeIfSilent, silentAfterMs } from '#kernel/incidents/close-if-silent.ts';
import type { RoutesPolicy } from '#kernel/policy.ts';

/** Not sooner again than this, milliseconds. */
const leastPauseMs = 60_000;

/**
 * When to look again (ms since the epoch): when the alert seen last would be silent. Undefined when there is nothing left to do:
 * it is over, unknown, or escalates, and then its workflow looks after it.
 */
export const watchIncident = async (
  incidentId: string,
  ports: Omit<AnswerPorts, 'workflows'>,
  routes: Pick<RoutesPolicy, 'resolveTimeout'>,
): Promise<number | undefined> => {
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined || incident.status === 'resolved' || incident.escalating) return undefined;
  // Nobody waits for the answer: it does not escalate.
  const answering: AnswerPorts = { ...ports, workflows: { complete: async () => false } };
  const now = ports.clock.now();
  if (await closeIfSilent(answering, { routes }, { incidentId, causeId: `watch-${now}`, by: 'dispatch' })) return undefined;
  let silentAt = 0;
  for (const fingerprint of incident.alerts) {
    const alert = await ports.store.alert(fingerprint);
    if (alert?.status === 'firing') silentAt = Math.max(silentAt, alert.lastSeenAt + silentAfterMs(alert, routes));
  }
  return Math.max(now + leastPauseMs, silentAt + 1);
};
