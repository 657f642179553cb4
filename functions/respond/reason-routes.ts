/** Why was I (not) paged? In sentences, for an incident and for a person. */
import * as z from 'zod';
import { NotFoundError } from '#kernel/errors.ts';
import type { Incident } from '#kernel/incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import { annotatedTimeline } from './annotated-timeline.ts';
import { json, parse } from './json.ts';
import type { RespondPorts } from './ports.ts';
import { incidentReasons } from './reasons/incident-reasons.ts';
import { personReasons } from './reasons/person-reasons.ts';
import type { Route } from './route.ts';

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const querySchema = z.object({ at: time.optional(), hours: z.coerce.number().positive().max(168).default(24) });

/** Incidents looked at for a person, the newest; timelines read at once. */
const mostIncidents = 200;
const atOnce = 20;

const head = ({ id, title, status, severity, openedAt }: Incident) => ({ id, title, status, severity, openedAt });

const ofIncident: Route['answer'] = async ({ id, query }, ports) => {
  const { store, clock } = ports;
  const { at = clock.now() } = parse(querySchema, query);
  const incident = await knownIncident(store, id);
  const [alerts, timeline] = await Promise.all([
    Promise.all(incident.alerts.map((each) => store.alert(each))),
    annotatedTimeline(ports, id),
  ]);
  const known = alerts.filter((alert) => alert !== undefined);
  return json({
    incident: head(incident),
    at,
    reasons: incidentReasons(
      incident,
      known,
      timeline.filter((entry) => entry.at <= at),
    ),
  });
};

const reasonsOf = async ({ store, policy }: RespondPorts, person: string, incident: Incident, from: number, at: number) => {
  // The whole record up to then: what the window shows may follow from what came before.
  const timeline = (await store.timeline(incident.id)).filter((entry) => entry.at <= at);
  const reasons = personReasons({ person, incident, timeline, at }, policy).filter((reason) => reason.at >= from);
  return { ...head(incident), reasons };
};

const ofPerson: Route['answer'] = async ({ id: person, query }, ports) => {
  const { at = ports.clock.now(), hours } = parse(querySchema, query);
  if (!Object.hasOwn(ports.policy.people.people, person)) throw new NotFoundError('There is nobody of that name.', { reason: 'person' });
  const from = at - hours * 3_600_000;
  const newest = await ports.store.incidents({ limit: mostIncidents });
  const concerned = newest.filter(({ openedAt, resolvedAt }) => openedAt <= at && (resolvedAt === undefined || resolvedAt >= from));
  const incidents: Awaited<ReturnType<typeof reasonsOf>>[] = [];
  for (let start = 0; start < concerned.length; start += atOnce)
    incidents.push(
      ...(await Promise.all(concerned.slice(start, start + atOnce).map((incident) => reasonsOf(ports, person, incident, from, at)))),
    );
  const complete = newest.length < mostIncidents || newest.some(({ openedAt }) => openedAt < from);
  return json({ person, from, at, incidents: incidents.filter(({ reasons }) => reasons.length > 0), complete });
};

export const reasonRoutes: readonly Route[] = [
  { key: 'GET /v1/incidents/{id}/reasons', role: 'viewer', answer: ofIncident },
  { key: 'GET /v1/people/{name}/reasons', role: 'viewer', answer: ofPerson },
];
