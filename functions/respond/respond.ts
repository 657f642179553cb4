/** People's side of the HTTP API: routes a request, asks for the right to it, records it, and answers errors as problems. */
import type { AuditEntry } from '#kernel/audit.ts';
import { knownIncident } from '#kernel/known-incident.ts';
import type { Account } from './account.ts';
import { pendingApproval } from './answer-approval.ts';
import { type Caller, callerOf, viaOf } from './caller.ts';
import { answerLink } from './link.ts';
import type { RespondPorts } from './ports.ts';
import { Problem, problemOf, problemResponse } from './problem.ts';
import { type RespondRequest, type RespondResponse, readRequest } from './request.ts';
import { demand, roleIn, teamOf } from './rights.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { answerSlack, slackRoute } from './slack.ts';

/** The team whose role counts; undefined for what belongs to none. A silence's team follows from its matchers, which its own route reads. */
const teamOfSubject = async (ports: RespondPorts, { subject }: Route, id: string): Promise<string | undefined> => {
  if (subject !== 'incident' && subject !== 'approval') return undefined;
  const incidentId = subject === 'approval' ? (await pendingApproval(ports, id)).incidentId : id;
  return teamOf(await knownIncident(ports.store, incidentId), ports.policy.people);
};

const allowed = async (ports: RespondPorts, route: Route, request: RespondRequest, account: Account): Promise<Caller> => {
  const caller = callerOf(request.identity, ports.policy.people, ports.rolesClaim);
  account.caller = caller.name;
  // Who is trusted is an admin everywhere: no look at the subject is needed.
  const team = caller.trusted ? undefined : await teamOfSubject(ports, route, request.id);
  const role = roleIn(caller, team);
  if (role !== undefined) account.role = role;
  demand(caller, route.role, team);
  return caller;
};

const answerRoute = async (request: RespondRequest, ports: RespondPorts, account: Account): Promise<RespondResponse> => {
  const route = routes.get(request.routeKey);
  if (route === undefined) throw new Problem(404, 'There is no such route.');
  return route.answer(request, ports, await allowed(ports, route, request, account));
};

const answer = (request: RespondRequest, ports: RespondPorts, account: Account): Promise<RespondResponse> => {
  if (request.routeKey === 'GET /v1/answer') return answerLink(request, ports, 'GET', account);
  if (request.routeKey === 'POST /v1/answer') return answerLink(request, ports, 'POST', account);
  if (request.routeKey === slackRoute) return answerSlack(request, ports, account);
  return answerRoute(request, ports, account);
};

const asProblem = (error: unknown, ports: RespondPorts): RespondResponse => {
  const problem = problemOf(error);
  if (problem.status >= 500) ports.log.error('request failed', { error: String(error) });
  return problemResponse(problem);
};

const changes = ({ routeKey }: RespondRequest): boolean => !routeKey.startsWith('GET ') && routes.get(routeKey)?.role !== 'viewer';

/** Writes the request down; one that cannot be written down is answered as not done, and can be repeated. */
const recorded = async (
  response: RespondResponse,
  { requestId, routeKey, id }: RespondRequest,
  ports: RespondPorts,
  account: Account,
): Promise<RespondResponse> => {
  const { subject = id, ...who } = account;
  const entry: AuditEntry = {
    id: requestId,
    at: ports.clock.now(),
    route: routeKey,
    subject: subject.slice(0, 200),
    ...who,
    status: response.statusCode,
  };
  await ports.store.recordAudit(entry);
  return response;
};

/** The answer to an HTTP API event; never throws. */
export const respond = async (event: unknown, ports: RespondPorts): Promise<RespondResponse> => {
  try {
    const request = readRequest(event);
    const account: Account = { caller: 'unknown', via: viaOf(request.identity) };
    const response = await answer(request, ports, account).catch((error: unknown) => asProblem(error, ports));
    return changes(request) ? await recorded(response, request, ports, account) : response;
  } catch (error) {
    return asProblem(error, ports);
  }
};
