/** What people change of incidents by hand: merge, split, link, hand over, open again. */
import * as z from 'zod';
import { reopen } from '#kernel/answers.ts';
import type { Handled, Handling } from '#kernel/incidents/change-incident.ts';
import { handOver } from '#kernel/incidents/hand-over.ts';
import { linkIncidents, spokenRelations } from '#kernel/incidents/link-incidents.ts';
import { mergeIncidents } from '#kernel/incidents/merge-incidents.ts';
import { splitIncident } from '#kernel/incidents/split-incident.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { Role } from '#kernel/policy/people.ts';
import type { Caller } from './caller.ts';
import { json, parseBody } from './json.ts';
import { answerFields, answerIn } from './persons-answer.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';
import type { RespondRequest } from './request.ts';
import { demand, teamOf } from './rights.ts';
import type { Route } from './route.ts';

const id = z.string().min(1).max(200);
/** Every change by hand says why. */
const handFields = { ...answerFields, reason: z.string().trim().min(1).max(500) };

const handlingOf = (request: RespondRequest, caller: Caller, body: { by?: string | undefined; reason: string }): Handling => ({
  ...answerIn(request, caller, body),
  incidentId: request.id,
  reason: body.reason,
});

const shown = (handled: Handled) => {
  if ('refused' in handled) throw new Problem(409, handled.refused);
  const [incident, other] = handled.incidents;
  return json({ incident, ...(other === undefined ? {} : { other }) });
};

/** What touches two incidents takes the role in the teams of both. */
const demandIn = async (ports: RespondPorts, caller: Caller, role: Role, incidentId: string): Promise<void> => {
  if (!caller.trusted) demand(caller, role, teamOf(await knownIncident(ports.store, incidentId), ports.policy.people));
};

const merge: Route['answer'] = async (request, ports, caller) => {
  const body = parseBody(z.strictObject({ ...handFields, into: id }), request.body);
  await demandIn(ports, caller, 'admin', body.into);
  return shown(await mergeIncidents(ports, handlingOf(request, caller, body), body.into));
};

const split: Route['answer'] = async (request, ports, caller) => {
  const body = parseBody(z.strictObject({ ...handFields, alerts: z.array(id).min(1).max(250) }), request.body);
  return shown(await splitIncident(ports, handlingOf(request, caller, body), body.alerts));
};

const link: Route['answer'] = async (request, ports, caller) => {
  const body = parseBody(z.strictObject({ ...handFields, to: id, relation: z.enum(spokenRelations) }), request.body);
  await demandIn(ports, caller, 'responder', body.to);
  return shown(await linkIncidents(ports, handlingOf(request, caller, body), body.to, body.relation));
};

const hand: Route['answer'] = async (request, ports, caller) => {
  const body = parseBody(z.strictObject({ ...handFields, to: id }), request.body);
  if (!Object.hasOwn(ports.policy.people.people, body.to)) throw new Problem(400, `to: policy/people.yaml knows nobody called ${body.to}`);
  return shown(await handOver(ports, handlingOf(request, caller, body), body.to));
};

const again: Route['answer'] = async (request, ports, caller) => {
  const body = parseBody(z.strictObject(handFields), request.body);
  const known = await knownIncident(ports.store, request.id);
  if (known.mergedInto !== undefined) throw new Problem(409, `It was merged into ${known.mergedInto}; open that one again.`);
  const { incident } = await reopen(ports, handlingOf(request, caller, body));
  if (incident.status === 'resolved') throw new Problem(409, 'Another incident is open for its group; link or merge them instead.');
  return json({ incident });
};

export const handRoutes: readonly Route[] = [
  { key: 'POST /v1/incidents/{id}/merge', role: 'admin', subject: 'incident', answer: merge },
  { key: 'POST /v1/incidents/{id}/split', role: 'admin', subject: 'incident', answer: split },
  { key: 'POST /v1/incidents/{id}/link', role: 'responder', subject: 'incident', answer: link },
  { key: 'POST /v1/incidents/{id}/reopen', role: 'responder', subject: 'incident', answer: again },
  { key: 'POST /v1/incidents/{id}/hand-over', role: 'responder', subject: 'incident', answer: hand },
];
