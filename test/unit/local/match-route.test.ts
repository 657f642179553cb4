import { expect, it } from 'vitest';
import { matchRoute } from '#lib/local/front/match-route.ts';

const routes = [
  'ANY /any/{proxy+}',
  'GET /v1/incidents',
  'GET /v1/incidents/{id}',
  'GET /v1/incidents/latest',
  'POST /v1/incidents/{id}/resolve',
  'GET /any/one',
].map((key) => ({ key, functionArn: key, authorization: 'NONE' }));

it.for<[string, string, string | undefined, Record<string, string>?]>([
  ['GET', '/v1/incidents', 'GET /v1/incidents'],
  ['GET', '/v1/incidents/inc-1', 'GET /v1/incidents/{id}', { id: 'inc-1' }],
  ['GET', '/v1/incidents/inc%201', 'GET /v1/incidents/{id}', { id: 'inc 1' }],
  ['GET', '/v1/incidents/latest', 'GET /v1/incidents/latest'],
  ['POST', '/v1/incidents/a/resolve', 'POST /v1/incidents/{id}/resolve', { id: 'a' }],
  ['DELETE', '/v1/incidents/a', undefined],
  ['GET', '/v1/incidents/', undefined],
  ['GET', '/v1/incidents/a/b', undefined],
  ['PUT', '/any/a/b', 'ANY /any/{proxy+}', { proxy: 'a/b' }],
  ['GET', '/any/one', 'GET /any/one'],
  ['GET', '/any', undefined],
])('%s %s → %s', ([method, path, key, parameters = {}]) => {
  const match = matchRoute(routes, method, path);
  expect(match?.route.key).toBe(key);
  if (key) expect(match?.pathParameters).toEqual(parameters);
});
