/** AWS::ApiGatewayV2::Integration: a function behind routes, in payload format 2.0. */
import type { Properties } from '../template/properties.ts';
import { TemplateError } from '../template/template-error.ts';
import { functionArnIn } from './function-uri.ts';
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
    const arn = functionArnIn(properties.text('IntegrationUri'));
    const api = parts.apis.get(properties.text('ApiId'));
    if (!api || arn === undefined)
      throw new TemplateError(properties.where, `the integration ${properties.text('IntegrationUri')} is not a function`);
    api.integrations.set(logicalId, { functionArn: arn, statuses: statusesOf(properties) });
    return { ref: logicalId };
  },
};
