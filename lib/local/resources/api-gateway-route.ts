/** AWS::ApiGatewayV2::Route: open or for IAM callers. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayRoute: ResourceType = {
  type: 'AWS::ApiGatewayV2::Route',
  create: ({ properties, logicalId, parts }) => {
    const authorization = properties.optionalText('AuthorizationType') ?? 'NONE';
    if (!['NONE', 'AWS_IAM'].includes(authorization))
      throw new TemplateError(properties.where, `the authorisation ${authorization} is not supported`);
    const api = parts.apis.get(properties.text('ApiId'));
    const target = properties.text('Target');
    const integration = api?.integrations.get(target.replace(/^integrations\//, ''));
    if (!api || integration === undefined) throw new TemplateError(properties.where, `the target ${target} does not exist`);
    api.routes.push({ key: properties.text('RouteKey'), ...integration, authorization });
    return { ref: logicalId };
  },
};
