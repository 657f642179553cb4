/** AWS::ApiGatewayV2::Integration: a function behind routes, in payload format 2.0. */
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

/** `{"500": {"ResponseParameters": [{"Destination": "overwrite:statuscode", "Source": "503"}]}}`; other ways to change an answer are refused. */
const statusesOf = (properties: Properties): ReadonlyMap<number, number> => {
  const responses = properties.group('ResponseParameters');
  return new Map(
    Object.keys(responses.fields).map((status) => {
      const response = responses.group(status);
      const [change, ...more] = response.list('ResponseParameters');
      const { Destination: destination, Source: source } = Object(change) as { Destination?: unknown; Source?: unknown };
      if (destination !== 'overwrite:statuscode' || more.length > 0)
        throw new TemplateError(response.where, 'of response parameters only overwrite:statuscode is supported');
      return [Number(status), Number(source)];
    }),
  );
};

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
    api.integrations.set(logicalId, { functionArn: arn, statuses: statusesOf(properties) });
    return { ref: logicalId };
  },
};
