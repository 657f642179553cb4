/** AWS::ApiGatewayV2::Route: open, for IAM callers, for bearers of a token, or for whom a function lets in. */
import type { ApiParts } from '../cloud-parts.ts';
import type { Route } from '../front/match-route.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

const kinds: Readonly<Record<string, 'bearer' | 'request' | undefined>> = { JWT: 'bearer', CUSTOM: 'request' };

const guardOf = (authorization: string, properties: Properties, api: ApiParts | undefined): Pick<Route, 'bearer' | 'authorizer'> => {
  const kind = kinds[authorization];
  if (kind === undefined) return {};
  const id = properties.text('AuthorizerId');
  const found = api?.authorizers.get(id);
  if (found === undefined || found.kind !== kind) throw new TemplateError(properties.where, `the authoriser ${id} does not exist`);
  return found.kind === 'request'
    ? { authorizer: found.authorizer }
    : { bearer: { ...found.rule, scopes: properties.list('AuthorizationScopes').map(String) } };
};

export const apiGatewayRoute: ResourceType = {
  type: 'AWS::ApiGatewayV2::Route',
  create: ({ properties, logicalId, parts }) => {
    const authorization = properties.optionalText('AuthorizationType') ?? 'NONE';
    if (!['NONE', 'AWS_IAM', 'JWT', 'CUSTOM'].includes(authorization))
      throw new TemplateError(properties.where, `the authorisation ${authorization} is not supported`);
    const api = parts.apis.get(properties.text('ApiId'));
    const target = properties.text('Target');
    const integration = api?.integrations.get(target.replace(/^integrations\//, ''));
    if (!api || integration === undefined) throw new TemplateError(properties.where, `the target ${target} does not exist`);
    api.routes.push({ key: properties.text('RouteKey'), ...integration, authorization, ...guardOf(authorization, properties, api) });
    return { ref: logicalId };
  },
};
