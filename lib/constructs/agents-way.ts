/** How agents prove who they are at each of their doors, as the environment's settings say. */
import type { Door } from './doors.ts';
import type { Settings } from './settings.ts';
import { SynthesisError } from './synthesis-error.ts';

/**
 * Where the gateway looks for a token. It remembers answers by the value of one header; where a token may stand in several places it
 * remembers none, and the function remembers the token's record instead.
 */
export type TokenPlace = 'authorization' | 'firehose' | 'anywhere';

/** A signature (IAM), an agent token, or a JSON web token of the environment's issuer. */
export type AgentsWay = { readonly by: 'iam' } | { readonly by: 'token'; readonly place: TokenPlace } | { readonly by: 'jwt' };

const placeOf = (path: string): TokenPlace => {
  // Sentry's SDKs: a header of their own, or the query from a browser.
  if (path.startsWith('/api/{project}/')) return 'anywhere';
  return path === '/aws/firehose' ? 'firehose' : 'authorization';
};

const pathOf = (route: string): string => route.slice(route.indexOf(' ') + 1);

/** The way in at a door of agents. */
export const agentsWay = ({ route, signs }: Door, { frontDoor }: Pick<Settings, 'frontDoor'>): AgentsWay => {
  const usual = signs === true ? frontDoor.agents : 'token';
  const by = (Object.hasOwn(frontDoor.routes, route) ? frontDoor.routes[route] : undefined) ?? usual;
  return by === 'token' ? { by, place: placeOf(pathOf(route)) } : { by };
};

/** SynthesisError for a route that agents do not have, and for JSON web tokens without an issuer, without a route or where none can be borne. */
export const checkAgentsRoutes = (doors: readonly Door[], { frontDoor, environment }: Settings): void => {
  const wrong = (what: string): SynthesisError => new SynthesisError(`cdk.json: environments.${environment}.frontDoor.${what}`);
  const known = doors.filter((door) => door.for === 'agents');
  for (const [route, way] of Object.entries(frontDoor.routes)) {
    if (!known.some((door) => door.route === route))
      throw wrong(`routes: agents have no route "${route}"; they have ${known.map((door) => door.route).join(', ')}`);
    if (way === 'jwt' && placeOf(pathOf(route)) !== 'authorization')
      throw wrong(`routes: what sends to "${route}" has no Authorization header for a JSON web token; use "token"`);
  }
  const takesJwt = known.some((door) => agentsWay(door, { frontDoor }).by === 'jwt');
  if (takesJwt && frontDoor.jwt === undefined) throw wrong('jwt: missing; "jwt" at a route needs the issuer and audience of its tokens');
  if (!takesJwt && frontDoor.jwt !== undefined) throw wrong('jwt: no route takes its tokens; say "jwt" in agents or routes');
};

/** Whether any door takes agent tokens: without one there is no authoriser. */
export const takesTokens = (doors: readonly Door[], settings: Settings): boolean =>
  doors.some((door) => door.for === 'agents' && agentsWay(door, settings).by === 'token');
