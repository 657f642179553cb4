/** AWS::ApiGatewayV2::Integration: a function behind routes, in payload format 2.0. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayIntegration: ResourceType = {
  type: 'AWS::ApiGatewayV2::Integration',
  create: ({ properties, logicalId, parts }) => {
    if (properties.text('IntegrationType') !== 'AWS_PROXY' || properties.text('PayloadFormatVersion') !== '2.0')
      throw new TemplateError(properties.where, 'only AWS_PROXY with payload format 2.0 is supported');
    // The URI is the function's ARN, or API Gateway's invocation path around it.
    const arn = /arn:[^:]+:lambda:[^:/]+:[^:]+:function:[^/:]+/.exec(properties.text('IntegrationUri'))?.[0];
    const api = parts.apis.get(properties.text('ApiId'));
    if (!api || arn === undefined)
      throw new TemplateError(properties.where, `the integration ${properties.text('IntegrationUri')} is not a function`);
    api.integrations.set(logicalId, arn);
    return { ref: logicalId };
  },
};
