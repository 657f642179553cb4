/** The responders' routes: what each answers, as JSON. */
import * as z from 'zod';
import { knownIncident } from '#kernel/known-incident.ts';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { answerApproval, pendingApproval, viewApproval } from './answer-approval.ts';
import { acknowledgeIncident, type PersonsAnswer, resolveIncident } from './answer-incident.ts';
import type { RespondPorts } from './ports.ts';
import { Problem } from './problem.ts';
import type { RespondRequest, RespondResponse } from './request.ts';

type Route = (request: RespondRequest, ports: RespondPorts) => Promise<RespondResponse>;

const json = (body: unknown): RespondResponse => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const querySchema = z.object({
  status: z.enum(['open', 'acknowledged', 'resolved']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const answerSchema = z.strictObject({
  by: z.string().trim().min(1).max(200).optional(),
  reason: z.string().trim().min(1).max(500).optional(),
});

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(400, schemaIssues(parsed.error, 'body').join('; '));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'The body is not JSON.');
  }
};

/** Who answers: as the body says, or the caller itself; the caller is on record either way. */
const answerOf = ({ body, caller, requestId }: RespondRequest): PersonsAnswer => {
  const { by = caller, reason } = parse(answerSchema, body.trim() === '' ? {} : parseJson(body));
  return { by, causeId: requestId, via: caller, ...(reason === undefined ? {} : { reason }) };
};

const listIncidents: Route = async ({ query }, { store }) => {
  const { status, limit } = parse(querySchema, query);
  return json({ incidents: await store.incidents({ limit, ...(status === undefined ? {} : { status }) }) });
};

/** The newest decisions that an answer shows: a function answers with 6 MB at most [D]. */
const shownDecisions = 1000;

const showIncident: Route = async ({ id }, { store }) => {
  const incident = await knownIncident(store, id);
  const alerts = await Promise.all(incident.alerts.map((fingerprint) => store.alert(fingerprint)));
  const timeline = await store.timeline(id);
  return json({ incident, alerts: alerts.filter((alert) => alert !== undefined), timeline: timeline.slice(-shownDecisions) });
};

const approval =
  (outcome: 'approved' | 'rejected'): Route =>
  async (request, ports) =>
    json({ approval: viewApproval(await answerApproval(ports, request.id, outcome, answerOf(request))) });

/** By route key, as the API names them. */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET /v1/incidents', listIncidents],
  ['GET /v1/incidents/{id}', showIncident],
  [
    'POST /v1/incidents/{id}/acknowledge',
    async (request, ports) => json({ incident: await acknowledgeIncident(ports, request.id, answerOf(request)) }),
  ],
  [
    'POST /v1/incidents/{id}/resolve',
    async (request, ports) => json({ incident: await resolveIncident(ports, request.id, answerOf(request)) }),
  ],
  ['GET /v1/approvals/{id}', async ({ id }, ports) => json({ approval: viewApproval(await pendingApproval(ports, id)) })],
  ['POST /v1/approvals/{id}/approve', approval('approved')],
  ['POST /v1/approvals/{id}/reject', approval('rejected')],
]);
