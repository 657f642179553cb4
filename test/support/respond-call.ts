/** Calls respond as the HTTP API does, around a team's store and clock. */
import type { RespondPorts } from '#functions/respond/ports.ts';
import type { RespondResponse } from '#functions/respond/request.ts';
import { respond } from '#functions/respond/respond.ts';
import { escalationSchema, peopleSchema, schedulesSchema } from '#kernel/policy.ts';
import { routesPolicy } from './findings.ts';
import { silentLog } from './remediation-case.ts';
import type { Responders } from './responders.ts';

export interface Call {
  readonly route: string;
  readonly id?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** As JSON, but for text, which goes as it is. */
  readonly body?: unknown;
  readonly base64?: boolean;
  /** Who signed; `local` without any other identity. */
  readonly userArn?: string;
  /** Claims as API Gateway hands them over. */
  readonly jwt?: Record<string, string>;
  /** The gateway asked for nothing. */
  readonly nobody?: boolean;
}

export type Answered = RespondResponse & { readonly json: Record<string, unknown> };

/** Three people, two teams. */
export const people = peopleSchema.parse({
  people: { alex: { email: 'alex@example.com' }, sam: {}, robin: {}, kim: {} },
  teams: {
    shop: { members: { alex: 'responder', sam: 'viewer', robin: 'admin' } },
    search: { members: { alex: 'viewer', kim: 'responder' } },
  },
});

/** alex first, then whoever is on call (sam on 20 November 2026, kim the day after, in turns), then robin. */
export const policy: RespondPorts['policy'] = {
  people,
  routes: routesPolicy,
  escalation: escalationSchema.parse({
    policies: {
      'on-call': {
        new: { notify: ['alex'], channels: ['hook'], waitMinutes: 15 },
        escalated: { notify: ['schedule:primary'], channels: ['hook'], waitMinutes: 5 },
        critical: { notify: ['robin'], channels: ['hook'], waitMinutes: 5 },
      },
      billing: {
        new: { notify: ['sam'], channels: ['hook'], waitMinutes: 15 },
        escalated: { notify: ['sam'], channels: ['hook'], waitMinutes: 5 },
        critical: { notify: ['sam'], channels: ['hook'], waitMinutes: 5 },
      },
    },
  }),
  schedules: schedulesSchema.parse({
    schedules: {
      primary: {
        timeZone: 'UTC',
        layers: [{ name: 'daily', people: ['sam', 'kim'], start: '2026-11-20T00:00', shift: '1d' }],
      },
    },
  }),
};

/** What respond gets of the world in tests. */
const respondPorts = (team: Responders, changes: Partial<RespondPorts> = {}): RespondPorts => ({
  store: team.seen,
  chain: team.chain,
  annotations: { annotations: async () => [] },
  workflows: team.workflows,
  clock: { now: () => team.now },
  log: silentLog,
  linkSecret: async () => 'secret',
  policy,
  ...changes,
});

const authorizerOf = ({ userArn = 'local', jwt, nobody = false }: Call): unknown => {
  if (nobody) return undefined;
  return jwt === undefined ? { iam: { userArn } } : { jwt: { claims: jwt, scopes: null } };
};

/** A way to call; every call has a request id of its own. */
export const caller = (team: () => Responders, changes: Partial<RespondPorts> = {}): ((given: Call) => Promise<Answered>) => {
  let requests = 0;
  return async (given) => {
    requests += 1;
    const body = given.body === undefined || typeof given.body === 'string' ? given.body : JSON.stringify(given.body);
    const event = {
      version: '2.0',
      routeKey: given.route,
      headers: given.headers ?? {},
      ...(given.id === undefined ? {} : { pathParameters: { [given.route.includes('{name}') ? 'name' : 'id']: given.id } }),
      ...(given.query === undefined ? {} : { queryStringParameters: given.query }),
      ...(body === undefined ? {} : { body }),
      isBase64Encoded: given.base64 ?? false,
      requestContext: { requestId: `request-${requests}`, authorizer: authorizerOf(given) },
    };
    const answer = await respond(event, respondPorts(team(), changes));
    const isJson = /[/+]json\b/.test(answer.headers['content-type'] ?? '');
    return { ...answer, json: isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : {} };
  };
};
