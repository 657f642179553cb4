/** An incident whose alerts have all fallen silent is over: nobody is paged for the past. */
import type { Alert } from '#kernel/alert.ts';
import { resolve } from '#kernel/answers.ts';
import { durationMs } from '#kernel/duration.ts';
import type { Incident } from '#kernel/incident.ts';
import { inWords } from '#kernel/minutes.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';

/** An alert not written yet is just about to join. */
const isSilent = (alert: Alert | undefined, incident: Incident, since: number): boolean =>
  alert !== undefined && alert.incidentId === incident.id && (alert.status === 'resolved' || alert.lastSeenAt < since);

const allSilent = async (ports: EscalatePorts, incident: Incident, since: number): Promise<boolean> => {
  for (const fingerprint of incident.alerts) if (!isSilent(await ports.store.alert(fingerprint), incident, since)) return false;
  return true;
};

/** Resolves the incident if nothing in it was seen for the resolve timeout; says whether it is resolved now. */
export const closeIfSilent = async (
  ports: EscalatePorts,
  { routes }: EscalatePolicy,
  incidentId: string,
  causeId: string,
): Promise<boolean> => {
  const silentMs = durationMs(routes.resolveTimeout);
  const since = ports.clock.now() - silentMs;
  const { incident } = await resolve(ports, {
    incidentId,
    by: 'escalate',
    reason: `None of its alerts was seen for ${inWords(silentMs / 60_000)}: taken as resolved.`,
    causeId,
    onlyIf: (current) => allSilent(ports, current, since),
  });
  return incident.status === 'resolved';
};
