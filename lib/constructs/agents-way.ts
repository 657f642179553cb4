/** How agents prove who they are at each of their doors, as the environment's settings say. */
import type { Door } from './doors.ts';
import type { Settings } from './settings.ts';
import { SynthesisError } from './synthesis-error.ts';

/**
 * Where the gateway looks for a token. It remembers answers by the value of one header; where a token may stand in several places it
 * remembers none, and the function remembers the token's record instead.
 */
export type TokenPlace = 'authorization' | 'firehose' | 'anywhere';

/** A signature (IAM), or an agent token. */
export type AgentsWay = { readonly by: 'iam' } | { readonly by: 'token'; readonly place: TokenPlace };

const placeOf = (path: string): TokenPlace => {
  // Sentry's SDKs: a header of their own, or the query from a browser.
  if (path.startsWith('/api/{project}/')) return 'anywhere';
  return path === '/aws/firehose' ? 'firehose' : 'authorization';
};

/** The way in at a door of agents. */
export const agentsWay = ({ route, signs }: Door, { frontDoor }: Pick<Settings, 'frontDoor'>): AgentsWay => {
  const usual = signs === true ? frontDoor.agents : 'token';
  const by = Object.hasOwn(frontDoor.routes, route) ? frontDoor.routes[route] : usual;
  return by === 'iam' ? { by } : { by: 'token', place: placeOf(route.slice(route.indexOf(' ') + 1)) };
};

/** SynthesisError for a setting of a route that agents do not have. */
export const checkAgentsRoutes = (doors: readonly Door[], { frontDoor, environment }: Settings): void => {
  const known = doors.filter((door) => door.for === 'agents').map(({ route }) => route);
  for (const route of Object.keys(frontDoor.routes))
    if (!known.includes(route))
      throw new SynthesisError(
        `cdk.json: environments.${environment}.frontDoor.routes: agents have no route "${route}"; they have ${known.join(', ')}`,
      );
};

/** Whether any door takes agent tokens: without one there is no authoriser. */
export const takesTokens = (doors: readonly Door[], settings: Settings): boolean =>
  doors.some((door) => door.for === 'agents' && agentsWay(door, settings).by === 'token');
