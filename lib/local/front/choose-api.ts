/** Which API of the template a request is for. The front's own port stands for the address API Gateway gives each of them. */
import type { ClientCertificate } from './domain-server.ts';
import type { HttpApi, Judging } from './http-api.ts';
import type { HttpRequest } from './http-message.ts';
import { matchRoute } from './match-route.ts';

/** Where a request came in, when that was not the front's port: a domain leads to one API, and may have been shown a certificate. */
export interface Entrance<Api> {
  readonly api?: Api;
  readonly certificate?: ClientCertificate;
}

interface Addressed extends HttpApi {
  /** It has no address but its domain. */
  readonly behindDomain: boolean;
}

/** The API that serves a request at the front's port: the first that has its route, else the first. Callers judged as deployed do not reach what is behind a domain. */
export const apiAtFront = <Api extends Addressed>(
  apis: Iterable<Api>,
  { method, target }: HttpRequest,
  judging: Judging,
): Api | undefined => {
  const reachable = [...apis].filter((api) => judging === 'local' || !api.behindDomain);
  if (reachable.length < 2) return reachable[0];
  const [path = '/'] = target.split('?');
  return reachable.find(({ routes }) => matchRoute(routes, method, path) !== undefined) ?? reachable[0];
};
