/** Finds the route of an HTTP API: a full match wins over `{proxy+}`, and both over `$default` [D]. */
import type { RequestAuthorizer } from './request-authorizer.ts';

export interface Route {
  /** `POST /v1/incidents/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** What a status of the integration becomes for the caller, where that is another. */
  readonly statuses?: ReadonlyMap<number, number>;
  readonly authorization: string;
  /** Where `authorization` is `JWT`. */
  readonly bearer?: BearerRule;
  /** Where it is `CUSTOM`. */
  readonly authorizer?: RequestAuthorizer;
}

/** Whose tokens a route takes. */
export interface BearerRule {
  readonly issuer: string;
  /** One of these is the token's audience, or its client. */
  readonly audience: readonly string[];
  /** The token has one of these; none are asked for when there are none. */
  readonly scopes: readonly string[];
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** The parameters of `path` under `pattern`; undefined when it does not match. */
const parametersOf = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(segment)?.[1];
    if (greedy !== undefined) {
      const rest = given.slice(at).join('/');
      return rest === '' ? undefined : { ...parameters, [greedy]: decode(rest) };
    }
    const value = given[at];
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (value === undefined || (name === undefined ? value !== segment : value === '')) return undefined;
    if (name !== undefined) parameters[name] = decode(value);
  }
  return wanted.length === given.length ? parameters : undefined;
};

/** More specific routes first: text before parameters before greedy, the method itself before ANY. */
const rank = ({ key }: Route): number => {
  const [method = '', pattern = ''] = key.split(' ');
  if (key === '$default') return 1_000;
  return (pattern.includes('+}') ? 500 : 0) + pattern.split('{').length * 2 + (method === 'ANY' ? 1 : 0);
};

export const matchRoute = (routes: readonly Route[], method: string, path: string): RouteMatch | undefined => {
  for (const route of routes.toSorted((a, b) => rank(a) - rank(b))) {
    if (route.key === '$default') return { route, pathParameters: {} };
    const [wantedMethod = '', pattern = ''] = route.key.split(' ');
    const pathParameters = wantedMethod === method || wantedMethod === 'ANY' ? parametersOf(pattern, path) : undefined;
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
};
