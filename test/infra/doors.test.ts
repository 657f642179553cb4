/** What a receiver serves must be reachable: a route without a door would be answered 404 by the gateway. */
import { expect, it } from 'vitest';
import { receivers } from '#functions/ingest/registry.ts';
import type { Receiver } from '#kernel/receiver.ts';
import { doorsFor } from '#lib/constructs/doors.ts';
import { matchRoute } from '#lib/local/front/match-route.ts';

const doors = doorsFor({ channels: {} as Parameters<typeof doorsFor>[0]['channels'] });
const routes = doors.map(({ route, to }) => ({ key: route, functionArn: to, authorization: 'NONE' }));

it.for((receivers as readonly Receiver[]).flatMap((receiver) => receiver.routes))('a door leads from %s to ingest', (route) => {
  const [method = '', path = ''] = route.replace(/\{[^}]+\}/g, '1').split(' ');
  expect(matchRoute(routes, method, path)?.route.functionArn).toBe('ingest');
});

it.for(doors.map(({ route }) => route))('the gateway takes %s, which it would not with a slash at its end', (route) => {
  expect(route).toMatch(/^[A-Z]+ \/.*[^/]$/);
});
