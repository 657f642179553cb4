/** Whether anything may still be done: asked right before every act, and nothing is done after a no. */
import type { InputOf } from './input.ts';
import type { RemediatePolicy } from './match-rule.ts';
import type { RemediatePorts } from './ports.ts';

/** Why nothing may be done; undefined while something may. `stopped`: a person said so. */
export interface Hindrance {
  readonly reason: string;
  readonly stopped: boolean;
}

/** What a person has stopped: everything, or what is done about this incident. */
export const stopped = async (
  incidentId: string,
  { store }: Pick<RemediatePorts, 'store'>,
  policy: RemediatePolicy,
): Promise<string | undefined> => {
  if (policy.remediations.stopped) return 'Remediation is stopped by policy.';
  const stop = (await store.stop('all')) ?? (await store.stop(incidentId));
  return stop === undefined
    ? undefined
    : `${stop.by} stopped ${stop.subject === 'all' ? 'all remediation' : 'this'}${stop.reason === undefined ? '' : `: ${stop.reason}`}.`;
};

/** For what begins: also when the condition is over. */
export const hindrance = async (
  { incidentId, fingerprint }: Pick<InputOf<'launch'>, 'incidentId' | 'fingerprint'>,
  ports: RemediatePorts,
  policy: RemediatePolicy,
  { evenIfRecovered = false } = {},
): Promise<Hindrance | undefined> => {
  const stop = await stopped(incidentId, ports, policy);
  if (stop !== undefined) return { reason: stop, stopped: true };
  const incident = await ports.store.incident(incidentId);
  if (incident === undefined || incident.status === 'resolved') return { reason: 'The incident was resolved meanwhile.', stopped: false };
  if (evenIfRecovered) return undefined;
  const alert = await ports.store.alert(fingerprint);
  if (alert === undefined || alert.status === 'resolved') return { reason: 'The alert stopped firing meanwhile.', stopped: false };
  return undefined;
};
