/** People's side of the HTTP API: routes a request, and answers errors as problems. */
import { answerLink } from './link.ts';
import type { RespondPorts } from './ports.ts';
import { Problem, problemOf, problemResponse } from './problem.ts';
import { type RespondResponse, readRequest } from './request.ts';
import { routes } from './routes.ts';

/** The answer to an HTTP API event; never throws. */
export const respond = async (event: unknown, ports: RespondPorts): Promise<RespondResponse> => {
  try {
    const request = readRequest(event);
    if (request.routeKey === 'GET /v1/answer') return await answerLink(request, ports, 'GET');
    if (request.routeKey === 'POST /v1/answer') return await answerLink(request, ports, 'POST');
    const route = routes.get(request.routeKey);
    if (route === undefined) throw new Problem(404, 'There is no such route.');
    return await route(request, ports);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status >= 500) ports.log.error('request failed', { error: String(error) });
    return problemResponse(problem);
  }
};
