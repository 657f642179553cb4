/** An environment that names an issuer: people bear a token, agents sign as before. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { receivers } from '#functions/ingest/registry.ts';
import { ofType, projectContext, root, synthesise } from './synthesise.ts';

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
    const agents = receivers.flatMap((receiver): readonly string[] => receiver.routes);
    expect(asked('AWS_IAM').sort()).toEqual(agents.sort());
    expect(asked('NONE').sort()).toEqual(['GET /v1/answer', 'POST /v1/answer']);
    const people = routes.filter((route) => route['AuthorizationType'] === 'JWT');
    expect(people.length).toBe(routes.length - agents.length - 2);
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

describe('where policy names Slack’s signing secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-policy-'));
  cpSync(join(root, 'policy'), folder, { recursive: true });
  appendFileSync(join(folder, 'channels.yaml'), '\nslack: { signingSecret: ops/slack-signing }\n');
  const policyFolder = relative(root, folder);
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev: { ...environments['dev'], policyFolder } } } });
  rmSync(folder, { recursive: true });

  it('there is a route for its buttons, open at the gateway', () => {
    const routes = ofType(pipeline, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    expect(routes.find((route) => route['RouteKey'] === 'POST /v1/slack/interactions')).toMatchObject({ AuthorizationType: 'NONE' });
  });

  it('respond may read that secret, and no other but the one of links', () => {
    const policies = ofType(pipeline, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('StagesRespond'));
    const statements = policies.flatMap(
      ({ Properties }) => (Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement,
    );
    const secrets = statements
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
      .flatMap(({ Resource }) => [Resource].flat());
    expect(secrets).toHaveLength(2);
    expect(JSON.stringify(secrets)).toContain(':secret:ops/slack-signing-??????');
  });
});
