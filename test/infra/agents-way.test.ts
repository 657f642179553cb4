/** How agents come in: by signature or by token, as the environment says, and the one function that judges tokens. */
import { describe, expect, it } from 'vitest';
import { agentsWay, checkAgentsRoutes, takesTokens } from '#lib/constructs/agents-way.ts';
import { type Door, doorsFor } from '#lib/constructs/doors.ts';
import { readSettings, type Settings } from '#lib/constructs/settings.ts';
import { ofType, projectContext, synthesise } from './synthesise.ts';

const environments = projectContext()['environments'] as Record<string, Record<string, unknown>>;
const settingsWith = (frontDoor?: unknown): Settings =>
  readSettings((key) => (key === 'environments' ? { dev: { ...environments['dev'], frontDoor } } : undefined));
const otlp: Door = { route: 'POST /v1/logs', to: 'ingest', for: 'agents', signs: true };
const webhook: Door = { route: 'POST /alertmanager', to: 'ingest', for: 'agents' };
const doorAt = (route: string): Door => ({ ...webhook, route });

describe('the way in', () => {
  it('is a signature where agents can sign and nothing else is said, and a token where they cannot', () => {
    expect(agentsWay(otlp, settingsWith())).toEqual({ by: 'iam' });
    expect(agentsWay(webhook, settingsWith())).toEqual({ by: 'token', place: 'authorization' });
  });

  it('is a token everywhere where the environment says so', () => {
    expect(agentsWay(otlp, settingsWith({ agents: 'token' }))).toEqual({ by: 'token', place: 'authorization' });
  });

  it('is what a single route says', () => {
    const settings = settingsWith({ routes: { 'POST /v1/logs': 'token', 'POST /alertmanager': 'iam' } });
    expect(agentsWay(otlp, settings)).toEqual({ by: 'token', place: 'authorization' });
    expect(agentsWay(webhook, settings)).toEqual({ by: 'iam' });
    expect(agentsWay(doorAt('constructor'), settings)).toEqual({ by: 'token', place: 'authorization' });
  });

  it.for([
    ['POST /api/{project}/envelope/', 'anywhere'],
    ['POST /aws/firehose', 'firehose'],
    ['POST /api/v1/write', 'authorization'],
    ['POST /services/collector', 'authorization'],
  ])('at %s looks for the token: %s', ([route = '', place]) => {
    expect(agentsWay(doorAt(route), settingsWith())).toEqual({ by: 'token', place });
  });

  const jwt = { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE', audience: 'streamwarden' };

  it('is a JSON web token where the environment or the route says so, and an agent token at all others', () => {
    const everywhere = settingsWith({ agents: 'jwt', jwt });
    expect([otlp, webhook].map((door) => agentsWay(door, everywhere).by)).toEqual(['jwt', 'token']);
    const single = settingsWith({ routes: { 'POST /alertmanager': 'jwt' }, jwt });
    expect([otlp, webhook].map((door) => agentsWay(door, single).by)).toEqual(['iam', 'jwt']);
    expect(single.frontDoor.jwt).toEqual({ ...jwt, audience: ['streamwarden'], scopes: [] });
  });

  it.for<[string, unknown, string]>([
    ['without an issuer', { agents: 'jwt' }, 'frontDoor.jwt: missing; "jwt" at a route needs the issuer and audience of its tokens'],
    ['whose issuer no route asks', { jwt }, 'frontDoor.jwt: no route takes its tokens; say "jwt" in agents or routes'],
    [
      'where there is no room for one',
      { jwt, routes: { 'POST /aws/firehose': 'jwt' } },
      'frontDoor.routes: what sends to "POST /aws/firehose" has no Authorization header for a JSON web token; use "token"',
    ],
  ])('is checked: JSON web tokens %s', ([, frontDoor, message]) => {
    expect(() => checkAgentsRoutes([otlp, webhook, doorAt('POST /aws/firehose')], settingsWith(frontDoor))).toThrow(message);
  });

  it('is checked: an issuer without TLS, or without an audience', () => {
    expect(() => settingsWith({ agents: 'jwt', jwt: { ...jwt, issuer: 'http://oidc.example.com' } })).toThrow('frontDoor.jwt.issuer');
    expect(() => settingsWith({ agents: 'jwt', jwt: { issuer: jwt.issuer } })).toThrow('frontDoor.jwt.audience');
  });

  it('is checked: a route that agents do not have, a word it does not know, a cache of more than an hour', () => {
    expect(() => checkAgentsRoutes([otlp, webhook], settingsWith({ routes: { 'POST /v1/log': 'token' } }))).toThrow(
      'environments.dev.frontDoor.routes: agents have no route "POST /v1/log"; they have POST /v1/logs, POST /alertmanager',
    );
    expect(() => settingsWith({ agents: 'key' })).toThrow('environments.dev.frontDoor.agents');
    expect(() => settingsWith({ tokenCacheSeconds: 3601 })).toThrow('environments.dev.frontDoor.tokenCacheSeconds');
    expect(() => settingsWith({ agent: 'iam' })).toThrow('environments.dev.frontDoor');
  });

  it('needs a function only where some door takes tokens', () => {
    expect(takesTokens([otlp], settingsWith())).toBe(false);
    expect(takesTokens([otlp, webhook], settingsWith())).toBe(true);
    expect(takesTokens(doorsFor({ channels: {} } as never), settingsWith({ agents: 'token' }))).toBe(true);
  });
});

it('where agents bear tokens, one function judges them, may read one table and nothing else, and the gateway remembers for a minute', () => {
  const { pipeline } = synthesise('dev');
  const routes = ofType(pipeline, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
  expect(routes.find((route) => route['RouteKey'] === 'POST /v1/logs')).toMatchObject({ AuthorizationType: 'CUSTOM' });
  const byHeader = ofType(pipeline, 'AWS::ApiGatewayV2::Authorizer').find(
    ({ Properties }) => Properties['Name'] === 'agents-authorization',
  );
  expect(byHeader?.Properties).toMatchObject({
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
    AuthorizerResultTtlInSeconds: 60,
  });
  const policies = ofType(pipeline, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('StagesAuthorise'));
  const actions = policies.flatMap(({ Properties }) =>
    (Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] }).Statement.flatMap(({ Action }) => Action),
  );
  expect(actions.sort()).toEqual(['dynamodb:GetItem', 'logs:CreateLogStream', 'logs:PutLogEvents']);
});

it('where agents bear JSON web tokens, the gateway itself judges those of the issuer and audience, and says in its log whose they were', () => {
  const jwt = { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE', audience: 'streamwarden', scopes: ['send'] };
  const frontDoor = { agents: 'jwt', jwt };
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev: { ...environments['dev'], frontDoor } } } });
  const [authorizer, ...more] = ofType(pipeline, 'AWS::ApiGatewayV2::Authorizer').filter(
    ({ Properties }) => Properties['AuthorizerType'] === 'JWT',
  );
  expect(more).toEqual([]);
  expect(authorizer?.Properties).toMatchObject({
    Name: 'agents-jwt',
    JwtConfiguration: { Issuer: jwt.issuer, Audience: ['streamwarden'] },
  });
  const asked = ofType(pipeline, 'AWS::ApiGatewayV2::Route').filter(({ Properties }) => Properties['AuthorizationType'] === 'JWT');
  expect(asked.map(({ Properties }) => Properties['RouteKey']).sort()).toEqual(['POST /v1/logs', 'POST /v1/metrics', 'POST /v1/traces']);
  for (const { Properties } of asked)
    expect(Properties).toMatchObject({ AuthorizerId: { Ref: authorizer?.id }, AuthorizationScopes: ['send'] });
  expect(JSON.stringify(ofType(pipeline, 'AWS::ApiGatewayV2::Stage')[0]?.Properties)).toContain('$context.authorizer.claims.sub');
});
