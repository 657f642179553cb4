/** Nobody is told now: says so in the timeline, and how long the workflow waits before it enters its level anew. */
import type { Incident } from '#kernel/incident.ts';
import type { EscalateInput, Step } from './input.ts';
import type { EscalatePolicy, EscalatePorts } from './ports.ts';
import { type Suppression, suppressionOf } from './suppression.ts';

/** The longest wait before it is looked at again, seconds: a policy that was changed meanwhile wakes nobody. */
const longestWaitSeconds = 4 * 60 * 60;

/** Writes down that this message is not sent. */
export const recordSuppressed = (
  ports: EscalatePorts,
  { incidentId, level }: Pick<EscalateInput, 'incidentId' | 'level'>,
  causeId: string,
  { reason, until, text }: Suppression,
): Promise<void> =>
  ports.store.record({
    incidentId,
    at: ports.clock.now(),
    kind: 'suppressed',
    // The same message may be held back by one thing after another.
    causeId: `${causeId}/${reason}/${until}`,
    by: 'escalate',
    reason: text,
    detail: { reason, until, level },
  });

/** The wait, when people are to be left in peace now; undefined when they are to be told. */
export const waitOut = async (
  ports: EscalatePorts,
  policy: EscalatePolicy,
  incident: Incident,
  input: Pick<EscalateInput, 'incidentId' | 'level'>,
  causeId: string,
): Promise<Extract<Step, { outcome: 'suppressed' }> | undefined> => {
  const suppression = await suppressionOf(ports, incident, policy);
  if (suppression === undefined) return undefined;
  await recordSuppressed(ports, input, causeId, suppression);
  const seconds = Math.ceil((suppression.until - ports.clock.now()) / 1000);
  return {
    outcome: 'suppressed',
    waitSeconds: Math.min(longestWaitSeconds, Math.max(1, seconds)),
    until: suppression.until,
    silences: suppression.silences.join(' '),
  };
};
