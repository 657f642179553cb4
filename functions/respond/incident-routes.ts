/** Incidents over the API: listed, shown, acknowledged, resolved. */
import * as z from 'zod';
import { knownIncident } from '#kernel/known-incident.ts';
import { annotatedTimeline } from './annotated-timeline.ts';
import { acknowledgeIncident, resolveIncident } from './answer-incident.ts';
import { json, parse } from './json.ts';
import { answerOf } from './persons-answer.ts';
import type { Route } from './route.ts';

const querySchema = z.object({
  status: z.enum(['open', 'acknowledged', 'resolved']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The newest decisions that an answer shows: a function answers with 6 MB at most [D]. */
const shownDecisions = 1000;

const list: Route['answer'] = async ({ query }, { store }) => {
  const { status, limit } = parse(querySchema, query);
  return json({ incidents: await store.incidents({ limit, ...(status === undefined ? {} : { status }) }) });
};

const show: Route['answer'] = async ({ id }, ports) => {
  const { store } = ports;
  const incident = await knownIncident(store, id);
  const alerts = await Promise.all(incident.alerts.map((fingerprint) => store.alert(fingerprint)));
  const timeline = await annotatedTimeline(ports, id);
  return json({ incident, alerts: alerts.filter((alert) => alert !== undefined), timeline: timeline.slice(-shownDecisions) });
};

export const incidentRoutes: readonly Route[] = [
  { key: 'GET /v1/incidents', role: 'viewer', answer: list },
  { key: 'GET /v1/incidents/{id}', role: 'viewer', answer: show },
  {
    key: 'POST /v1/incidents/{id}/acknowledge',
    role: 'responder',
    subject: 'incident',
    answer: async (request, ports, caller) => json({ incident: await acknowledgeIncident(ports, request.id, answerOf(request, caller)) }),
  },
  {
    key: 'POST /v1/incidents/{id}/resolve',
    role: 'responder',
    subject: 'incident',
    answer: async (request, ports, caller) => json({ incident: await resolveIncident(ports, request.id, answerOf(request, caller)) }),
  },
];
