/** An environment that names an issuer: people bear a token, agents sign as before. */
import { describe, expect, it } from 'vitest';
import { ofType, projectContext, synthesise } from './synthesise.ts';

const environments = projectContext()['environments'] as Record<string, Record<string, unknown>>;
const withResponders = (responders: unknown) =>
  synthesise('dev', { context: { environments: { ...environments, dev: { ...environments['dev'], responders } } } });

const issuer = 'https://login.example.com/realms/ops';

describe('with an issuer', () => {
  const { pipeline } = withResponders({ issuer, audience: 'streamwarden', scopes: ['respond'], rolesClaim: 'groups' });
  const routes = ofType(pipeline, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
  const authorizers = ofType(pipeline, 'AWS::ApiGatewayV2::Authorizer');

  it('has one authoriser, for tokens of that issuer and audience', () => {
    expect(authorizers.map(({ Properties }) => Properties)).toMatchObject([
      {
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: issuer, Audience: ['streamwarden'] },
      },
    ]);
  });

  it('asks people for a token with a scope, agents for a signature, and links for nothing', () => {
    const asked = (authorization: string) =>
      routes.filter((route) => route['AuthorizationType'] === authorization).map((route) => String(route['RouteKey']));
    expect(asked('AWS_IAM').sort()).toEqual(['POST /v1/logs', 'POST /v1/metrics', 'POST /v1/traces']);
    expect(asked('NONE').sort()).toEqual(['GET /v1/answer', 'POST /v1/answer']);
    const people = routes.filter((route) => route['AuthorizationType'] === 'JWT');
    expect(people.length).toBe(routes.length - 5);
    for (const route of people)
      expect(route).toMatchObject({ AuthorizationScopes: ['respond'], AuthorizerId: { Ref: authorizers[0]?.id } });
  });

  it('tells respond which claim holds the roles', () => {
    const respond = ofType(pipeline, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['FunctionName'] === 'streamwarden-dev-respond',
    );
    expect(respond?.Properties['Environment']).toMatchObject({ Variables: { ROLES_CLAIM: 'groups' } });
  });
});

it('has no authoriser without an issuer', () => {
  expect(ofType(synthesise('dev').pipeline, 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
});

it.for([
  { what: 'an issuer without TLS', responders: { issuer: 'http://login.example.com', audience: 'a' } },
  { what: 'no audience', responders: { issuer } },
  { what: 'an empty list of audiences', responders: { issuer, audience: [] } },
  { what: 'a word it does not know', responders: { issuer, audience: 'a', clientSecret: 'x' } },
])('refuses $what', ({ responders }) => {
  expect(() => withResponders(responders)).toThrow('environments.dev.responders');
});
