/** Whether anything may still be done: asked right before every act, and nothing is done after a no. */
import type { Stop } from '#kernel/ports.ts';
import type { InputOf } from './input.ts';
import type { RemediatePolicy } from './match-rule.ts';
import type { RemediatePorts } from './ports.ts';

/** What a person has stopped: everything, or what is done about this incident. */
export const personsStop = async (incidentId: string, { store }: Pick<RemediatePorts, 'store'>): Promise<Stop | undefined> =>
  (await store.stop('all')) ?? (await store.stop(incidentId));

/** Who or what has stopped it, in a sentence. */
export const stopped = async (
  incidentId: string,
  ports: Pick<RemediatePorts, 'store'>,
  policy: RemediatePolicy,
): Promise<string | undefined> => {
  if (policy.remediations.stopped) return 'Remediation is stopped by policy.';
  const stop = await personsStop(incidentId, ports);
  return stop === undefined
    ? undefined
    : `${stop.by} stopped ${stop.subject === 'all' ? 'all remediation' : 'this'}${stop.reason === undefined ? '' : `: ${stop.reason}`}.`;
};

/** Why nothing may be done; undefined while something may. For what begins also when the condition is over. */
export const hindrance = async (
  { incidentId, fingerprint }: Pick<InputOf<'launch'>, 'incidentId' | 'fingerprint'>,
  ports: RemediatePorts,
  policy: RemediatePolicy,
  { evenIfRecovered = false } = {},
): Promise<string | undefined> => {
  const stop = await stopped(incidentId, ports, policy);
  if (stop !== undefined) return stop;
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined || incident.status === 'resolved') return 'The incident was resolved meanwhile.';
  if (evenIfRecovered) return undefined;
  const alert = await ports.store.alert(fingerprint);
  if (alert === undefined || alert.status === 'resolved') return 'The alert stopped firing meanwhile.';
  return undefined;
};
