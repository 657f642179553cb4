/** AWS::ApiGatewayV2::Route: open, for IAM callers, or for bearers of a token. */
import type { ApiParts } from '../cloud-parts.ts';
import type { BearerRule } from '../front/match-route.ts';
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

const bearerOf = (properties: Properties, api: ApiParts | undefined): BearerRule => {
  const authorizer = api?.authorizers.get(properties.text('AuthorizerId'));
  if (authorizer === undefined)
    throw new TemplateError(properties.where, `the authoriser ${properties.text('AuthorizerId')} does not exist`);
  return { ...authorizer, scopes: properties.list('AuthorizationScopes').map(String) };
};

export const apiGatewayRoute: ResourceType = {
  type: 'AWS::ApiGatewayV2::Route',
  create: ({ properties, logicalId, parts }) => {
    const authorization = properties.optionalText('AuthorizationType') ?? 'NONE';
    if (!['NONE', 'AWS_IAM', 'JWT'].includes(authorization))
      throw new TemplateError(properties.where, `the authorisation ${authorization} is not supported`);
    const api = parts.apis.get(properties.text('ApiId'));
    const target = properties.text('Target');
    const integration = api?.integrations.get(target.replace(/^integrations\//, ''));
    if (!api || integration === undefined) throw new TemplateError(properties.where, `the target ${target} does not exist`);
    const bearer = authorization === 'JWT' ? { bearer: bearerOf(properties, api) } : {};
    api.routes.push({ key: properties.text('RouteKey'), ...integration, authorization, ...bearer });
    return { ref: logicalId };
  },
};
