/** Finds the incident each firing alert of a batch belongs to, or opens one: its own, its group's, the one it has most to do with. */
import type { Link } from '#kernel/alert.ts';
import { durationMs } from '#kernel/duration.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import { silentAfterMs } from '#kernel/incidents/close-if-silent.ts';
import { survivorOf } from '#kernel/incidents/survivor.ts';
import type { IncidentSketch } from '#kernel/ports.ts';
import { reopen } from '#kernel/reopen.ts';
import { linksTo, togetherness } from './correlate/links.ts';
import { type Draft, grownServices, sketchOf } from './draft.ts';
import type { Firing, Placed } from './firing.ts';
import type { Known } from './known.ts';
import type { RoutePolicy, RoutePorts } from './ports.ts';

/** The incident a finding opens carries this id whenever the finding is tried again. `ordinal` counts the ids it gave away: another finding opened that incident, and it ended. */
const incidentIdFor = ({ group, lead }: Firing, ordinal: number): string =>
  `inc-${idFrom(group.id, lead.id, ...(ordinal === 0 ? [] : [String(ordinal)]))}`;

/** The batch's drafts, by incident. */
export type Drafts = Map<string, Draft>;

type Place =
  | {
      readonly way: 'live' | 'again' | 'group' | 'linked';
      readonly id: string;
      readonly before: Incident | undefined;
      readonly links: readonly Link[];
    }
  | { readonly way: 'opened'; readonly id: string }
  /** This very finding joined it, was interrupted, and everything ended meanwhile: nothing is left to open. */
  | { readonly way: 'ended'; readonly id: string };

const isOver = (incident: Incident | undefined): boolean => incident?.status === 'resolved';
const lists = (incident: Incident | undefined, { lead }: Firing): boolean => incident?.alerts.includes(lead.fingerprint) ?? false;

/** The incident its alert is in already; one that the pipeline closed a moment ago is opened again. */
const ownPlace = async (ports: RoutePorts, known: Known, { alert, lead }: Firing, policy: RoutePolicy): Promise<Place | undefined> => {
  if (alert?.incidentId === undefined) return undefined;
  const { links = [] } = alert;
  const first = await known.incident(alert.incidentId);
  if (first === undefined) return undefined;
  const before = await survivorOf(ports.store, first);
  if (!isOver(before))
    return {
      way: before === first && alert.status === 'firing' && alert.returning === undefined ? 'live' : 'again',
      id: before.id,
      before,
      links,
    };
  const { reopenWithin } = policy.correlation;
  const reason = `${lead.title} fires again within ${reopenWithin} of the end. ${lead.reason}`;
  const { incident } = await reopen(ports, {
    incidentId: before.id,
    by: 'route',
    reason,
    causeId: lead.id,
    withinMs: durationMs(reopenWithin),
  });
  if (isOver(incident)) return undefined;
  if (!incident.escalating) await ports.watch(incident.id, ports.clock.now() + silentAfterMs(lead, policy.routes));
  return { way: 'again', id: incident.id, before: incident, links };
};

const sameGroup = ({ group }: Firing): readonly Link[] => [{ by: 'group', strength: 1, reason: `the same group, ${group.key}` }];

/** The incident that holds its group; one that is over and still does is let go first. */
const groupPlace = async (ports: RoutePorts, known: Known, firing: Firing, drafts: Drafts): Promise<Place | undefined> => {
  const drafted = [...drafts.values()].find(({ group }) => group.id === firing.group.id);
  if (drafted !== undefined) return { way: 'group', id: drafted.id, before: drafted.before, links: sameGroup(firing) };
  const id = await known.holder(firing.group.id);
  if (id === undefined) return undefined;
  const before = await known.incident(id);
  // Claimed by a finding whose batch died before it wrote the incident: whoever comes first writes it.
  if (before === undefined) return { way: 'opened', id };
  if (!isOver(before)) return { way: 'group', id, before, links: sameGroup(firing) };
  await ports.store.releaseGroup(firing.group.id, id);
  return isOwnAttempt(firing, id) && lists(before, firing) ? { way: 'ended', id } : undefined;
};

/** Whether an incident was opened by this finding in an attempt before. */
const isOwnAttempt = (firing: Firing, id: string): boolean => [0, 1, 2].some((ordinal) => incidentIdFor(firing, ordinal) === id);

/** An alert that has to do with two open incidents: they are one. */
export interface Bridge {
  readonly firing: Firing;
  readonly one: { readonly id: string; readonly links: readonly Link[] };
  readonly other: { readonly id: string; readonly links: readonly Link[] };
}

/** Of all it is tied to, the incident it is tied to most, if the ties are strong enough together. */
const linkedPlace = async (
  known: Known,
  firing: Firing,
  drafts: Drafts,
  bridges: Bridge[],
  policy: RoutePolicy,
): Promise<Place | undefined> => {
  const { environment, candidate } = firing;
  const graph = await known.graph(environment);
  const recent = (await known.recent(environment)).incidents;
  const drafted = [...drafts.values()].filter((draft) => draft.environment === environment).map((draft) => currentSketch(draft));
  const sketches = new Map([...recent, ...drafted].map((sketch): [string, IncidentSketch] => [sketch.incidentId, sketch]));
  const tied = [...sketches.values()]
    .map((sketch) => ({ id: sketch.incidentId, links: linksTo(candidate, sketch, graph, policy.correlation) }))
    .filter(({ links }) => links.length > 0 && togetherness(links) >= policy.correlation.threshold)
    .sort((a, b) => togetherness(b.links) - togetherness(a.links));
  const open: Exclude<Place, { way: 'opened' | 'ended' }>[] = [];
  for (const { id, links } of tied) {
    const draft = drafts.get(id);
    const before = draft === undefined ? await known.incident(id) : draft.before;
    if (draft !== undefined || (before !== undefined && !isOver(before))) open.push({ way: 'linked', id, before, links });
    else if (open.length > 0) continue;
    else if (before === undefined) return { way: 'opened', id };
    else if (firing.alert === undefined && lists(before, firing)) return { way: 'ended', id };
  }
  const [place, second] = open;
  if (place !== undefined && second !== undefined) bridges.push({ firing, one: place, other: second });
  return place;
};

const currentSketch = (draft: Draft): IncidentSketch => {
  const grown = Object.fromEntries(grownServices(draft, Number.POSITIVE_INFINITY).map((each) => [each.service, each]));
  return { ...(draft.sketch ?? sketchOf(draft, [], 0)), services: { ...draft.sketch?.services, ...grown } };
};

const newPlace = async (known: Known, firing: Firing, ordinal = 0): Promise<Place> => {
  const id = incidentIdFor(firing, ordinal);
  const before = await known.incident(id);
  if (before === undefined) return { way: 'opened', id };
  if (!isOver(before)) return { way: 'group', id, before, links: sameGroup(firing) };
  return lists(before, firing) ? { way: 'ended', id } : newPlace(known, firing, ordinal + 1);
};

/** Puts the alert into the draft of its incident. */
const draftInto = async (known: Known, firing: Firing, place: Exclude<Place, { way: 'ended' }>, drafts: Drafts): Promise<void> => {
  const drafted = drafts.get(place.id);
  const opensHere = place.way === 'opened' && drafted === undefined;
  const placed: Placed = {
    ...firing,
    way: place.way === 'opened' && !opensHere ? 'group' : place.way,
    links: place.way === 'opened' ? [] : place.links,
  };
  const sketch =
    drafted === undefined
      ? (await known.recent(firing.environment)).incidents.find(({ incidentId }) => incidentId === place.id)
      : drafted.sketch;
  drafts.set(place.id, {
    id: place.id,
    before: drafted === undefined ? (place.way === 'opened' ? undefined : place.before) : drafted.before,
    group: drafted?.group ?? firing.group,
    environment: drafted?.environment ?? firing.environment,
    sketch,
    placed: [...(drafted?.placed ?? []), placed],
  });
};

/** What becomes of firing alerts: drafts of incidents, and those whose incident is over already. */
export interface Placement {
  readonly drafts: Drafts;
  readonly bridges: readonly Bridge[];
  readonly ended: readonly { readonly firing: Firing; readonly incidentId: string }[];
}

/** Places each in turn; a later one may join what an earlier one opens. */
export const place = async (ports: RoutePorts, known: Known, firings: readonly Firing[], policy: RoutePolicy): Promise<Placement> => {
  const drafts: Drafts = new Map();
  const bridges: Bridge[] = [];
  const ended: { firing: Firing; incidentId: string }[] = [];
  for (const firing of firings) {
    const found =
      (await ownPlace(ports, known, firing, policy)) ??
      (await groupPlace(ports, known, firing, drafts)) ??
      (await linkedPlace(known, firing, drafts, bridges, policy)) ??
      (await newPlace(known, firing));
    if (found.way === 'ended') ended.push({ firing, incidentId: found.id });
    else await draftInto(known, firing, found, drafts);
  }
  return { drafts, ended, bridges };
};
