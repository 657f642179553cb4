/** AWS::ApiGatewayV2::Api: an HTTP API whose endpoint is the front, or the public address it was told; or, without one, its domain. */
import { TemplateError } from '../template/template-error.ts';
import type { ResourceType } from './resource-type.ts';

export const apiGatewayApi: ResourceType = {
  type: 'AWS::ApiGatewayV2::Api',
  create: ({ properties, generatedName, parts }) => {
    if (properties.text('ProtocolType') !== 'HTTP') throw new TemplateError(properties.where, 'only HTTP APIs are supported');
    properties.refuse('Body', 'BodyS3Location', 'Target', 'CorsConfiguration');
    const id = generatedName
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(-10);
    const behindDomain = properties.flag('DisableExecuteApiEndpoint');
    parts.apis.set(id, { id, behindDomain, routes: [], integrations: new Map(), authorizers: new Map() });
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: parts.publicUrl } };
  },
};
