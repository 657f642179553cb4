/** AWS::ApiGatewayV2::Authorizer: bearer tokens of an OpenID Connect issuer, or a function that is asked. */
import type { BearerRule } from '../front/match-route.ts';
import type { IdentitySource, RequestAuthorizer } from '../front/request-authorizer.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { functionArnIn } from './function-uri.ts';
import type { ResourceType } from './resource-type.ts';

const tokenSource = '$request.header.Authorization';

const bearerRule = (properties: Properties): Omit<BearerRule, 'scopes'> => {
  if (String(properties.list('IdentitySource')) !== tokenSource)
    throw new TemplateError(properties.where, `the token is looked for in ${tokenSource} only`);
  const configuration = properties.group('JwtConfiguration');
  const audience = configuration.list('Audience').map(String);
  if (audience.length === 0) throw new TemplateError(configuration.where, 'at least one audience is needed');
  return { issuer: configuration.text('Issuer'), audience };
};

const identitySource = (text: string, properties: Properties): IdentitySource => {
  const [, place, name = ''] = /^\$request\.(header|querystring)\.([\w.-]+)$/.exec(text) ?? [];
  if (place === 'header') return { kind: 'header', name: name.toLowerCase() };
  if (place === 'querystring') return { kind: 'query', name };
  if (text === '$context.routeKey') return { kind: 'route' };
  throw new TemplateError(properties.where, `the identity source ${text} is not supported`);
};

const requestAuthorizer = (properties: Properties, id: string): RequestAuthorizer => {
  properties.refuse('AuthorizerCredentialsArn', 'IdentityValidationExpression');
  if (properties.text('AuthorizerPayloadFormatVersion') !== '2.0' || !properties.flag('EnableSimpleResponses'))
    throw new TemplateError(properties.where, 'of Lambda authorisers only payload format 2.0 with simple responses is supported');
  const functionArn = functionArnIn(properties.text('AuthorizerUri'));
  if (functionArn === undefined) throw new TemplateError(properties.where, 'the authoriser is not a function');
  const identitySources = properties.list('IdentitySource').map((source) => identitySource(String(source), properties));
  const seconds = properties.number('AuthorizerResultTtlInSeconds');
  if (seconds < 0 || seconds > 3_600) throw new TemplateError(properties.where, 'answers are remembered for 0 to 3600 seconds');
  if (seconds > 0 && identitySources.length === 0)
    throw new TemplateError(properties.where, 'answers can only be remembered by at least one identity source');
  return { id, functionArn, identitySources, rememberMs: seconds * 1_000, remembered: new Map() };
};

export const apiGatewayAuthorizer: ResourceType = {
  type: 'AWS::ApiGatewayV2::Authorizer',
  create: ({ properties, logicalId, parts }) => {
    const type = properties.text('AuthorizerType');
    const api = parts.apis.get(properties.text('ApiId'));
    if (!api) throw new TemplateError(properties.where, 'the API does not exist');
    if (type === 'JWT') api.authorizers.set(logicalId, { kind: 'bearer', rule: bearerRule(properties) });
    else if (type === 'REQUEST') api.authorizers.set(logicalId, { kind: 'request', authorizer: requestAuthorizer(properties, logicalId) });
    else throw new TemplateError(properties.where, `authorisers of type ${type} are not supported, only JWT and REQUEST`);
    return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
  },
};
