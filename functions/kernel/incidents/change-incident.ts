/** Changing an incident by hand: what stands against it is an answer for people, not an error. */
import type { Incident } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { updateIncident } from '#kernel/update-incident.ts';

/** Who does it, and why. */
export interface Handling {
  readonly incidentId: string;
  /** A person's name. */
  readonly by: string;
  /** The request: kept in the timeline; the same when it is repeated. */
  readonly causeId: string;
  /** How it came: the caller's identity. */
  readonly via?: string;
  /** In a sentence. */
  readonly reason: string;
}

/** Why it cannot be done as things stand; nothing was changed. */
export interface Refused {
  readonly refused: string;
}

/** The incidents after the change, the one that was spoken of first. */
export type Handled = { readonly incidents: readonly Incident[] } | Refused;

/** What a change decides on: another incident, nothing to do, or a refusal. */
type Decision = Incident | 'unchanged' | Refused;

/** Reads, decides and writes until no race is lost. NotFoundError for an unknown incident; ConflictError when races never end. */
export const changeIncident = async (
  store: Pick<ResponseStore, 'incident' | 'putIncident'>,
  id: string,
  decide: (incident: Incident) => Decision | Promise<Decision>,
): Promise<Incident | Refused> => {
  let refusal: Refused | undefined;
  const { incident } = await updateIncident(store, id, async (current) => {
    const decision = await decide(current);
    refusal = decision !== 'unchanged' && 'refused' in decision ? decision : undefined;
    return decision === 'unchanged' || 'refused' in decision ? undefined : decision;
  });
  return refusal ?? incident;
};

/** What stands in a timeline of how a change came about. */
export const provenance = ({ causeId, via }: Handling): Record<string, string> => ({
  cause: causeId,
  ...(via === undefined ? {} : { via }),
});
