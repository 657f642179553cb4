/** What two incidents have to do with each other, as people say; written in both. */
import type { Incident, IncidentLink, IncidentRelation } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { Clock, ResponseStore } from '#kernel/ports.ts';
import { changeIncident, type Handled, type Handling, provenance, type Refused } from './change-incident.ts';

/** What linking needs of the outside world. */
export interface LinkingPorts {
  readonly store: Pick<ResponseStore, 'incident' | 'putIncident' | 'record'>;
  readonly clock: Clock;
}

/** What a person says of the first incident; the other's side follows. */
export const spokenRelations = ['caused_by', 'duplicate_of', 'related'] as const satisfies readonly IncidentRelation[];
export type SpokenRelation = (typeof spokenRelations)[number];

const otherSide: Readonly<Record<SpokenRelation, IncidentRelation>> = {
  caused_by: 'cause_of',
  duplicate_of: 'duplicated_by',
  related: 'related',
};

/** An incident with more is better merged. */
const maxLinks = 50;

const add = (ports: LinkingPorts, id: string, link: IncidentLink): Promise<Incident | Refused> =>
  changeIncident(ports.store, id, (incident) => {
    const links = incident.links ?? [];
    if (links.some(({ to, relation }) => to === link.to && relation === link.relation)) return 'unchanged';
    if (links.length >= maxLinks) return { refused: `${id} has ${maxLinks} links; merge some of these incidents.` };
    return { ...incident, links: [...links, link], updatedAt: ports.clock.now() };
  });

const words = (relation: IncidentRelation): string => relation.replaceAll('_', ' ');

/** Links two incidents, open or not; the same link again changes nothing. NotFoundError for an unknown incident. */
export const linkIncidents = async (ports: LinkingPorts, input: Handling, to: string, relation: SpokenRelation): Promise<Handled> => {
  const { incidentId, by, reason } = input;
  if (to === incidentId) return { refused: 'An incident cannot be linked to itself.' };
  const other = await knownIncident(ports.store, to);
  const at = ports.clock.now();
  const first = await add(ports, incidentId, { to, relation, by, reason, at });
  if ('refused' in first) return first;
  const second = await add(ports, to, { to: incidentId, relation: otherSide[relation], by, reason, at });
  if ('refused' in second) return second;
  const entry = { at, kind: 'linked', by } as const;
  const write = (own: Incident, linked: Incident, how: IncidentRelation): Promise<void> =>
    ports.store.record({
      ...entry,
      incidentId: own.id,
      causeId: `link-${linked.id}-${how}`,
      reason: `${words(how)} ${linked.id} (${linked.title}). ${reason}`.replace(/^./, (letter) => letter.toUpperCase()),
      detail: { to: linked.id, relation: how, ...provenance(input) },
    });
  await write(first, other, relation);
  await write(second, first, otherSide[relation]);
  return { incidents: [first, second] };
};
